import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { has, run, SetupError } from './run.mjs';

const DEBIAN = {
  nginx: 'nginx',
  'redis-server': 'redis-server',
  memcached: 'memcached',
  chromium: 'chromium',
};
const HOMEBREW = {
  nginx: 'nginx',
  'redis-server': 'redis',
  memcached: 'memcached',
  chromium: '--cask chromium',
};
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs the programs that are missing, by apt-get as root or with passwordless sudo, or by Homebrew.
 * @param {string[]} programs
 */
export function ensurePrograms(programs) {
  const missing = programs.filter((program) => !has(program));
  if (missing.length === 0) return;
  console.log(`installing ${missing.join(', ')}`);
  if (has('apt-get')) return installByApt(missing);
  if (has('brew')) {
    for (const program of missing) run('brew', ['install', ...HOMEBREW[program].split(' ')]);
    return check(missing, `brew install ${missing.map((program) => HOMEBREW[program]).join(' ')}`);
  }
  throw new SetupError(
    `Please install ${missing.join(', ')} with your package manager, then run the same command again.`,
  );
}

function installByApt(missing) {
  const packages = missing.map((program) => DEBIAN[program]);
  const command = `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`;
  const root = process.getuid?.() === 0;
  if (!root && !run('sudo', ['-n', 'true'], { stdio: 'ignore' })) {
    throw new SetupError(`Programs are missing. Please type: ${command}`);
  }
  const apt = (...args) =>
    run(root ? 'env' : 'sudo', [
      ...(root ? [] : ['env']),
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      ...args,
    ]);
  // Debian starts a service when it is installed; a demo's own processes are all that should run.
  const held = root && !existsSync(POLICY);
  if (held) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
    chmodSync(POLICY, 0o755);
  }
  try {
    apt('update', '-qq');
    apt('install', '-qqy', '--no-install-recommends', ...packages);
  } finally {
    if (held) rmSync(POLICY);
  }
  check(missing, command);
}

function check(missing, command) {
  const still = missing.filter((program) => !has(program));
  if (still.length > 0)
    throw new SetupError(`${still.join(', ')} could not be installed. Please type: ${command}`);
}
