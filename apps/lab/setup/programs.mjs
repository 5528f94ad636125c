import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { has, run, SetupError } from './run.mjs';

const DEBIAN = {
  nginx: 'nginx',
  'redis-server': 'redis-server',
  memcached: 'memcached',
  chromium: 'chromium',
  'python3-redis': 'python3-redis',
  'php-redis': 'php-cli php-redis',
};
const HOMEBREW = {
  nginx: 'nginx',
  'redis-server': 'redis',
  memcached: 'memcached',
  chromium: '--cask chromium',
};
/** How to see whether a library of another language is there, which is no command. */
const PROBES = {
  'python3-redis': `/usr/bin/python3 -c 'import redis'`,
  'php-redis': `php -r 'exit(class_exists("Redis") ? 0 : 1);'`,
};
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs the programs that are missing, by apt-get as root or with passwordless sudo, or by Homebrew.
 * @param {string[]} programs
 */
export function ensurePrograms(programs) {
  const missing = programs.filter((program) => !isInstalled(program));
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
  const packages = missing.flatMap((program) => DEBIAN[program].split(' '));
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

function isInstalled(program) {
  const probe = PROBES[program];
  return probe ? run('sh', ['-c', probe], { stdio: 'ignore' }) : has(program);
}

function check(missing, command) {
  const still = missing.filter((program) => !isInstalled(program));
  if (still.length > 0)
    throw new SetupError(`${still.join(', ')} could not be installed. Please type: ${command}`);
}
