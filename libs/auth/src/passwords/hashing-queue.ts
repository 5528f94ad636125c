import { HashingBusyError } from '../auth.errors.js';

/** Lets a bounded number of hashes run at once, and a bounded number wait: 19 MiB and 14 ms of CPU each add up. */
export class HashingQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly parallel: number,
    private readonly waitingLimit: number,
  ) {}

  /** @throws {HashingBusyError} when the line is full. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.parallel) {
      if (this.waiting.length >= this.waitingLimit) throw new HashingBusyError();
      // Whoever leaves hands its place over, so `running` stays as it is.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
