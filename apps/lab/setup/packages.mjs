import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, run, SetupError } from './run.mjs';

/** Installs the npm packages of the lockfile, where they are not those that are installed. */
export function ensurePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(CHECKOUT, 'package-lock.json')))
    .digest('hex');
  const stamp = join(CHECKOUT, 'node_modules', '.lockfile-sha256');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('installing npm packages (npm ci)');
  if (!run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) {
    throw new SetupError('npm ci failed: see its message above, then run the same command again.');
  }
  writeFileSync(stamp, lock);
}
