/**
 * `npm run verify:compose`: starts docker-compose.yml under a name of its own and puts the core of the cluster tests through
 * it. Needs a Docker engine with compose v2; where none answers, ../shared/docker-engine/up is asked for one, and it is stopped
 * again in the end.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages } from '../apps/lab/setup/packages.mjs';
import { CHECKOUT, run, SetupError } from '../apps/lab/setup/run.mjs';

const ENGINE = join(CHECKOUT, '..', 'shared', 'docker-engine');
let started = false;

process.chdir(CHECKOUT);
try {
  ensurePackages();
  ensureEngine();
  const config = ['--config', 'vitest.compose.config.ts'];
  if (!run('npx', ['vitest', 'run', ...config])) throw new SetupError('The composition failed: see above.');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (started) run(join(ENGINE, 'down'), []);
}

function ensureEngine() {
  if (answers()) return;
  if (!existsSync(join(ENGINE, 'up')))
    throw new SetupError('No Docker engine answers here: install Docker with compose v2, and start it.');
  console.log('starting a Docker engine');
  started = true;
  // It prints the path of a file that sets PATH, DOCKER_HOST and DOCKER_CONFIG.
  const file = execFileSync(join(ENGINE, 'up'), [], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
  const settings = spawnSync('sh', ['-c', `${readFileSync(file, 'utf8')}\nenv`], { encoding: 'utf8' }).stdout;
  for (const line of settings.split('\n')) {
    const [, name, value] = /^(PATH|DOCKER_HOST|DOCKER_CONFIG)=(.*)$/.exec(line) ?? [];
    if (name) process.env[name] = value;
  }
  ensureInit(process.env.PATH.split(':')[0]);
  if (!answers()) throw new SetupError('The Docker engine that was started does not answer.');
}

/** `init: true` needs docker-init, which Docker's own packages bring and Debian's do not. */
function ensureInit(directory) {
  if (spawnSync('docker-init', ['--version']).status === 0) return;
  if (!run('apt-get', ['install', '-qqy', '--no-install-recommends', 'tini']))
    throw new SetupError('This Docker engine has no docker-init: install the package tini.');
  if (!run('ln', ['-sf', '/usr/bin/tini-static', join(directory, 'docker-init')]))
    throw new SetupError(`docker-init could not be put into ${directory}.`);
}

function answers() {
  return spawnSync('docker', ['compose', 'ls'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
