import { closeSync, copyFileSync, fstatSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';

/** How much of a program's output is kept. */
export interface LogLimits {
  /** The size that a file may have before it is rotated, in bytes. */
  maxBytes: number;
  /** How often the size is checked, in milliseconds. */
  checkEveryMs: number;
}

const LIMITS: LogLimits = { maxBytes: 5_000_000, checkEveryMs: 5_000 };

/**
 * The log file of one program, rotated as logrotate(8) does with `copytruncate`: a file that is too large is copied to
 * `<file>.1` and emptied. The program writes to the file itself, so that its output neither costs the launcher anything nor
 * ends with it; append mode makes it go on at the start of the emptied file. A line that is written between the copy and
 * the truncation is lost.
 */
export class ProgramLog {
  /** For the program's stdout and stderr; {@link release} it once the program has them. */
  readonly descriptor: number;
  /** Where this program's output begins: the file may hold that of the one before. */
  #start: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly file: string,
    private readonly limits: LogLimits = LIMITS,
  ) {
    this.descriptor = openSync(file, 'a', 0o600);
    this.#start = fstatSync(this.descriptor).size;
  }

  release(): void {
    closeSync(this.descriptor);
  }

  /** Keeps the file within its limits until {@link close}. */
  watch(): void {
    this.#timer = setInterval(() => this.rotateIfLarge(), this.limits.checkEveryMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  rotateIfLarge(): void {
    try {
      if (statSync(this.file).size <= this.limits.maxBytes) return;
      copyFileSync(this.file, `${this.file}.1`);
      truncateSync(this.file);
      this.#start = 0;
    } catch {
      // The disk is full, or the directory was removed: the next check tries again.
    }
  }

  /** The last line of the program's output that names an error, else the last line. */
  lastWords(): string {
    const said = readFileSync(this.file).subarray(this.#start);
    const lines = said.subarray(-8_000).toString().split('\n').filter(Boolean);
    return (lines.findLast((line) => /fatal|panic|error|\[emerg\]/i.test(line)) ?? lines.at(-1) ?? '').trim();
  }
}
