import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LauncherError } from './launcher-error.js';
import { processIdentity } from './process-identity.js';

interface Entry {
  name: string;
  pid: number;
  identity: string;
}

/**
 * The programs a launcher has running, one small file each, so that the next start can end what a killed
 * launcher left behind. A pid alone proves nothing: only a process that started when ours did is ended.
 */
export class ProcessLedger {
  readonly #directory: string;
  #closed = false;

  constructor(directory: string) {
    this.#directory = join(directory, 'processes');
    mkdirSync(this.#directory, { recursive: true });
  }

  /** From now on no program may start: what a stop in the middle of a start needs. */
  close(): void {
    this.#closed = true;
  }

  /** @throws LauncherError once the ledger is closed. */
  mayStart(name: string): void {
    if (this.#closed) throw new LauncherError(`${name} is not started any more: the launcher is stopping.`);
  }

  /** Writes a program down as running. */
  add(name: string, pid: number): void {
    const identity = processIdentity(pid);
    if (identity === undefined) return;
    writeFileSync(this.#file(pid), JSON.stringify({ name, pid, identity } satisfies Entry));
  }

  /** Strikes a program out once it has ended. */
  remove(pid: number): void {
    rmSync(this.#file(pid), { force: true });
  }

  /** The name and pid of everything written down that still runs. */
  running(): { name: string; pid: number }[] {
    return this.#entries().filter(isRunning);
  }

  /** Ends what an earlier launcher left running, and answers the names of what it ended. */
  async sweep(): Promise<string[]> {
    const entries = this.#entries();
    const leftovers = entries.filter(isRunning);
    for (const { pid } of leftovers) signalGroup(pid, 'SIGTERM');
    for (const deadline = Date.now() + 5_000; leftovers.some(isRunning) && Date.now() < deadline;)
      await delay(50);
    for (const { pid } of leftovers.filter(isRunning)) signalGroup(pid, 'SIGKILL');
    while (leftovers.some(isRunning)) await delay(20);
    for (const file of readdirSync(this.#directory)) rmSync(join(this.#directory, file), { force: true });
    return leftovers.map(({ name }) => name);
  }

  #entries(): Entry[] {
    return readdirSync(this.#directory).flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(this.#directory, file), 'utf8')) as Entry];
      } catch {
        // Cut off on a full disk, or removed just now.
        return [];
      }
    });
  }

  #file(pid: number): string {
    return join(this.#directory, `${pid}.json`);
  }
}

function isRunning({ pid, identity }: Entry): boolean {
  return processIdentity(pid) === identity;
}

/** Signals a program and the workers in its process group; one that has just ended is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
