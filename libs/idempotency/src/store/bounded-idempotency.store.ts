import type { Claim, IdempotencyStore } from './idempotency-store.js';

/** Bounds every step of a store in time: a client waits for each of them, the last one after the handler has acted. */
export class BoundedIdempotencyStore implements IdempotencyStore {
  /** @param timeoutMs longest step, in ms; a longer one is rejected */
  constructor(
    private readonly store: IdempotencyStore,
    private readonly timeoutMs: number,
  ) {}

  async claim(
    name: string,
    fingerprint: string,
    token: string,
    leaseMs: number,
    keepMs: number,
  ): Promise<Claim> {
    const claiming = this.store.claim(name, fingerprint, token, leaseMs, keepMs);
    try {
      return await this.inTime(claiming);
    } catch (error) {
      // The store may carry it out later, and the key would belong to a request that was refused until the lease ends.
      claiming
        .catch(() => undefined)
        .then(() => this.store.release(name, token))
        .catch(() => undefined);
      throw error;
    }
  }

  answer(name: string, token: string, answer: string, keepMs: number): Promise<boolean> {
    return this.inTime(this.store.answer(name, token, answer, keepMs));
  }

  release(name: string, token: string): Promise<void> {
    return this.inTime(this.store.release(name, token));
  }

  private inTime<T>(step: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`The store did not answer within ${this.timeoutMs} ms.`)),
        this.timeoutMs,
      );
    });
    return Promise.race([step, late]).finally(() => clearTimeout(timer));
  }
}
