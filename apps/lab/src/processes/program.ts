import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { LauncherError } from './launcher-error.js';
import { signalGroup, type ProcessLedger } from './process-ledger.js';
import { ProgramLog, type LogLimits } from './program-log.js';
import type { SystemUser } from './system-user.js';

/** How to start a program, and how to end it. */
export interface ProgramOptions {
  /** What a person calls it, in messages and in the ledger. */
  name: string;
  command: string;
  args: string[];
  /** Its working directory. */
  directory: string;
  /** The whole of its environment. */
  environment?: NodeJS.ProcessEnv;
  /** Run as this user; only root may ask for it. */
  user?: SystemUser;
  /** Its output is appended here; `<logFile>.1` has the output before that. */
  logFile: string;
  /** How large the log may grow; 5 MB by default. */
  logLimits?: LogLimits;
  ledger: ProcessLedger;
  /** The signal that ends it in good order. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to end before it is killed, in milliseconds. */
  stopTimeout?: number;
}

/**
 * A program in a process group of its own, so that Ctrl-C in the terminal reaches the launcher alone,
 * which then ends everything in order.
 */
export class Program {
  readonly name: string;
  readonly pid: number;
  /** Settles once the program has ended, with a few words on how. */
  readonly ended: Promise<string>;
  readonly #options: ProgramOptions;
  readonly #log: ProgramLog;
  #running = true;

  private constructor(options: ProgramOptions, pid: number, log: ProgramLog, ended: Promise<string>) {
    this.name = options.name;
    this.pid = pid;
    this.#options = options;
    this.#log = log;
    log.watch();
    options.ledger.add(options.name, pid);
    this.ended = ended.then((how) => {
      this.#running = false;
      log.close();
      options.ledger.remove(pid);
      return how;
    });
  }

  /** @throws LauncherError where the program cannot be started at all. */
  static async start(options: ProgramOptions): Promise<Program> {
    options.ledger.mayStart(options.name);
    const log = new ProgramLog(options.logFile, options.logLimits);
    try {
      const child = spawn(options.command, options.args, {
        cwd: options.directory,
        env: options.environment ?? process.env,
        stdio: ['ignore', log.descriptor, log.descriptor],
        detached: true,
        ...(options.user && { uid: options.user.uid, gid: options.user.gid }),
      });
      const ended = new Promise<string>((resolve) => {
        child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', (error) => {
          reject(new LauncherError(`${options.name} could not be started: ${error.message}.`));
        });
      });
      try {
        return new Program(options, child.pid!, log, ended);
      } catch (error) {
        // It could not be written down, as on a full disk: no later start would find it.
        signalGroup(child.pid!, 'SIGKILL');
        throw error;
      }
    } finally {
      log.release();
    }
  }

  /** Whether it has not ended yet. */
  get running(): boolean {
    return this.#running;
  }

  /** Sends one signal to the program itself. */
  signal(signal: NodeJS.Signals): void {
    if (this.#running) process.kill(this.pid, signal);
  }

  /**
   * Waits until `probe` says yes.
   * @throws LauncherError with the last line of its log where it ends first, or takes longer than `timeout` ms.
   */
  async ready(probe: () => Promise<boolean>, timeout = 30_000): Promise<void> {
    const deadline = Date.now() + timeout;
    while (this.#running && Date.now() < deadline) {
      if (await probe()) return;
      await Promise.race([this.ended, delay(50)]);
    }
    const problem = this.#running ? `was not ready within ${timeout / 1_000} s` : `ended at once`;
    throw new LauncherError(
      `${this.name} ${problem}: ${this.lastWords() || 'it said nothing'} (its log: ${this.#options.logFile}).`,
    );
  }

  /** Ends it in good order, or by force once its time is up. Settles when it is gone. */
  async stop(
    stopSignal = this.#options.stopSignal ?? 'SIGTERM',
    stopTimeout = this.#options.stopTimeout ?? 5_000,
  ): Promise<void> {
    if (!this.#running) return;
    // A paused program would otherwise sleep through the signal.
    signalGroup(this.pid, 'SIGCONT');
    this.signal(stopSignal);
    const timer = new AbortController();
    await Promise.race([
      this.ended,
      delay(stopTimeout, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    // Its workers, too, where it left any.
    signalGroup(this.pid, 'SIGKILL');
    await this.ended;
  }

  /** The last line of its log that names an error, else the last line. */
  lastWords(): string {
    return this.#log.lastWords();
  }
}
