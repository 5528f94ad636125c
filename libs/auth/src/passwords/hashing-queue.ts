import { HashingBusyError } from '../auth.errors.js';

/** Bounds of a {@link HashingQueue}. */
export interface HashingQueueLimits {
  /** How many hashes run at once. */
  readonly parallel: number;
  /** How many more may wait. */
  readonly waiting: number;
  /** How long one may wait, in ms. */
  readonly waitMs: number;
}

/** Bounds how many hashes run at once, how many wait, and how long: each takes 19 MiB and 14 ms of CPU. */
export class HashingQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limits: HashingQueueLimits) {}

  /** @throws {HashingBusyError} when the queue is full, or the work has not begun in time. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.limits.parallel) await this.turn();
    else this.running += 1;
    try {
      return await work();
    } finally {
      // The next one takes over the place, so `running` stays the same.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.limits.waiting) throw new HashingBusyError();
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(new HashingBusyError());
      }, this.limits.waitMs);
      this.waiting.push(begin);
    });
  }
}
