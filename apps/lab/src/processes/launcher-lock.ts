import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from './launcher-error.js';
import { processIdentity } from './process-identity.js';

interface Holder {
  pid: number;
  identity?: string;
}

/** One launcher per data directory: a second one would end the programs of the first as leftovers. */
export class LauncherLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** @throws LauncherError while another launcher holds the directory. */
  static take(directory: string): LauncherLock {
    mkdirSync(directory, { recursive: true });
    const file = join(directory, 'launcher.json');
    const mine: Holder = { pid: process.pid, identity: processIdentity(process.pid) };
    for (;;) {
      try {
        writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
        return new LauncherLock(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readHolder(file);
      if (holder?.identity !== undefined && processIdentity(holder.pid) === holder.identity) {
        throw new LauncherError(
          `A demo already runs with its data in ${directory} (pid ${holder.pid}): stop that one, or choose another --port.`,
        );
      }
      rmSync(file, { force: true });
    }
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

/** Undefined where the file is gone by now, or was never finished. */
function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
