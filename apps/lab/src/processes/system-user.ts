import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LauncherError } from './launcher-error.js';

/** A user of this machine, by number. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** Whether the launcher runs as root, which Postgres and Memcached refuse to. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Finds a user by name; undefined if there is none. */
export function findUser(name: string): SystemUser | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    // id exits 1 where there is no such user.
    return undefined;
  }
}

/**
 * Finds a system user, or creates it without a home or a shell. For root only.
 * @throws LauncherError where it cannot be created.
 */
export function findOrCreateUser(name: string): SystemUser {
  const found = findUser(name);
  if (found) return found;
  try {
    execFileSync(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name],
      {
        stdio: 'pipe',
      },
    );
  } catch (error) {
    throw new LauncherError(
      `No system user "${name}" could be created (${(error as Error).message.trim()}); run the demo as a user who is not root.`,
    );
  }
  return findUser(name)!;
}

/** Whether a user may pass through every folder above a path: a clone under `mktemp -d` shuts everyone else out. */
export function canReach(path: string, user: SystemUser): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const search = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
