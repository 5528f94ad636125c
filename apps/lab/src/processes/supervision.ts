import { setTimeout as delay } from 'node:timers/promises';
import { BackOff } from './back-off.js';

/** What is kept running. */
interface Supervised {
  /** Resolves with a few words on how, when the process of this moment ends. */
  ended(): Promise<string>;
  /** Is told of each end that nobody asked for. */
  died(how: string): void;
  /** Starts the next process; where that throws, its process has ended, too. */
  launch(): Promise<void>;
}

/** Starts a program again whenever it ends by itself, later and later where it keeps ending soon. */
export class Supervision {
  readonly #backOff = new BackOff();
  #over = false;

  constructor(private readonly supervised: Supervised) {}

  /** Keeps it running until {@link end}. @param firstStart when its first process was started, by `Date.now` */
  async begin(firstStart: number): Promise<void> {
    for (let started = firstStart; ;) {
      const how = await this.supervised.ended();
      if (this.#over) return;
      this.supervised.died(how);
      await delay(this.#backOff.after(Date.now() - started));
      if (this.#over) return;
      started = Date.now();
      try {
        await this.supervised.launch();
      } catch {
        // It has ended again: the next round tells how, and waits longer.
      }
    }
  }

  /** From now on its end is wanted. */
  end(): void {
    this.#over = true;
  }
}
