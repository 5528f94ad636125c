import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Outside the checkout, so that a missing package is an error and is never found in the checkout's node_modules. */
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'session-lab');

/**
 * Installs npm packages of other versions than the checkout's into a cached directory. The same packages are installed once.
 *
 * @param {string} name the directory's readable name, such as `nest-10`
 * @param {Record<string, string>} dependencies exact versions by package
 * @returns {string} the directory, which contains node_modules
 */
export function installed(name, dependencies) {
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies }, null, 2);
  const key = createHash('sha256').update(`${process.platform} ${process.arch} ${manifest}`).digest('hex');
  const directory = join(CACHE, `${name}-${key.slice(0, 12)}`);
  if (existsSync(directory)) return directory;
  // Renamed when complete: an interrupted install leaves nothing that looks installed.
  const incomplete = `${directory}.${process.pid}`;
  mkdirSync(incomplete, { recursive: true });
  try {
    writeFileSync(join(incomplete, 'package.json'), manifest);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], {
      cwd: incomplete,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    renameSync(incomplete, directory);
  } catch (error) {
    // Another run has installed the same packages in the meantime.
    if (!existsSync(directory)) throw error;
  } finally {
    rmSync(incomplete, { recursive: true, force: true });
  }
  return directory;
}
