import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from '../processes/launcher-error.js';
import { canReach, type SystemUser } from '../processes/system-user.js';
import { OUTSIDE_THE_CHECKOUT, type PostgresBinaries } from './postgres-binaries.js';

/** The role and the database that the shop uses. */
export const POSTGRES_ROLE = 'session_lab';
export const POSTGRES_DATABASE = 'session_lab';

/**
 * The folder that Postgres keeps everything of its own in: `data` and the role's password.
 * Where its user cannot enter `directory`, the folder is a link to one outside the checkout.
 */
export function postgresFolder(directory: string, user?: SystemUser): string {
  const folder = join(directory, 'postgres');
  if (existsSync(folder)) return realpathSync(folder);
  const home = user && !canReach(folder, user) ? linkOutside(folder) : folder;
  mkdirSync(home, { recursive: true, mode: 0o755 });
  if (user) chownSync(home, user.uid, user.gid);
  return home;
}

/** Leaves a link in the checkout; what an earlier link led to is gone with it, as the folder itself would be. */
function linkOutside(folder: string): string {
  const outside = join(OUTSIDE_THE_CHECKOUT, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  rmSync(outside, { recursive: true, force: true });
  rmSync(folder, { force: true });
  symlinkSync(outside, folder);
  return outside;
}

/** The password of the role, made up on the first use. */
export function postgresPassword(folder: string, user?: SystemUser): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (user) chownSync(file, user.uid, user.gid);
  }
  return readFileSync(file, 'utf8').trim();
}

/**
 * Makes the data directory once. It is made under another name first, so that a launcher that was killed half-way
 * leaves nothing that looks finished.
 * @throws LauncherError where initdb fails, or where an existing directory lacks its parts.
 */
export function ensureDataDirectory(folder: string, binaries: PostgresBinaries, user?: SystemUser): string {
  const data = join(folder, 'data');
  if (existsSync(data)) {
    const missing = ['PG_VERSION', 'global/pg_control', 'base'].find((part) => !existsSync(join(data, part)));
    if (missing) throw damaged(data, `${missing} is missing`);
    return data;
  }
  const draft = `${data}.new`;
  rmSync(draft, { recursive: true, force: true });
  const run = (command: string, args: string[], input?: string) =>
    execFileSync(command, args, { input, stdio: ['pipe', 'pipe', 'pipe'], cwd: folder, ...user });
  try {
    run(binaries.initdb, [
      `--pgdata=${draft}`,
      `--username=${POSTGRES_ROLE}`,
      `--pwfile=${join(folder, 'password')}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
    ]);
    // Postgres alone can make the database, before anything else may connect to it.
    run(binaries.postgres, ['--single', '-D', draft, 'postgres'], `CREATE DATABASE ${POSTGRES_DATABASE};\n`);
  } catch (error) {
    const words = String((error as { stderr?: Buffer }).stderr ?? error)
      .trim()
      .split('\n')
      .at(-1);
    throw new LauncherError(`Postgres could not set up its data directory in ${folder}: ${words}`);
  }
  renameSync(draft, data);
  return data;
}

/** The sentence for a data directory that Postgres cannot use. */
export function damaged(data: string, reason: string): LauncherError {
  return new LauncherError(
    `The database in ${data} is damaged (${reason}): move that folder away to begin again with a fresh shop.`,
  );
}
