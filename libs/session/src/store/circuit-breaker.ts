import { isPending, type Awaitable } from '../awaitable.js';
import { SessionStoreUnavailableError } from '../session.errors.js';

/** When a {@link CircuitBreaker} gives up on a store, and for how long. */
export interface CircuitBreakerOptions {
  /** How long, in ms, one operation may take in all. Default 500. */
  readonly operationMs?: number;
  /** Operations in a row that got no answer, after which the store is asked no more. Default 5. */
  readonly failures?: number;
  /** How long, in ms, until one request may try again; the first that succeeds lets all through. Default 500. */
  readonly retryMs?: number;
}

/**
 * Keeps requests from queueing for a store that does not answer: it bounds every operation in time, and after some
 * failures in a row refuses at once, while one request now and then finds out whether the store is back. A store that
 * answers with a refusal (it is full, say) is not away: nobody waited for it, and its reads may well work.
 */
export class CircuitBreaker {
  private readonly operationMs: number;
  private readonly maxFailures: number;
  private readonly retryMs: number;
  private failures = 0;
  private closedUntil = 0;

  /** @param onUnavailable is told of every operation that got no answer, a refusal, or was not tried */
  constructor(
    options: CircuitBreakerOptions = {},
    private readonly onUnavailable: (error: SessionStoreUnavailableError) => void = () => {},
  ) {
    this.operationMs = options.operationMs ?? 500;
    this.maxFailures = options.failures ?? 5;
    this.retryMs = options.retryMs ?? 500;
  }

  /** Whether operations are refused at the moment. */
  get open(): boolean {
    return this.failures >= this.maxFailures;
  }

  /**
   * Runs an operation of the store. One that answers at once (from memory) needs no bound, and proves nothing of the
   * store behind that memory.
   * @throws SessionStoreUnavailableError where it takes too long, or is not even tried
   */
  run<T>(operation: () => Promise<T>): Promise<T>;
  run<T>(operation: () => Awaitable<T>): Awaitable<T>;
  run<T>(operation: () => Awaitable<T>): Awaitable<T> {
    if (this.open && performance.now() < this.closedUntil) return Promise.reject(this.refusal());
    const answer = operation();
    if (!isPending(answer)) return answer;
    // This request finds out; the others are refused until it knows.
    if (this.open) this.closedUntil = performance.now() + this.retryMs + this.operationMs;
    return this.watched(answer);
  }

  /** One promise does both, the bound in time and the count: this is on the way of each request. */
  private watched<T>(operation: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let settled = false;
      const giveUp = () => {
        if (settled) return;
        settled = true;
        const cause = new Error(`The session store did not answer within ${this.operationMs} ms.`);
        reject(this.counted(new SessionStoreUnavailableError(cause)));
      };
      // Timers run before sockets are read: where this process was held up, the answer may lie there already.
      const timer = setTimeout(() => setImmediate(giveUp), this.operationMs);
      operation.then(
        (result) => {
          clearTimeout(timer);
          if (settled) return;
          settled = true;
          this.failures = 0;
          resolve(result);
        },
        (error: unknown) => {
          clearTimeout(timer);
          if (settled) return;
          settled = true;
          reject(this.counted(error));
        },
      );
    });
  }

  private counted(error: unknown): unknown {
    if (error instanceof SessionStoreUnavailableError) this.onUnavailable(error);
    if (error instanceof SessionStoreUnavailableError && !error.answered) this.failed();
    else this.failures = 0;
    return error;
  }

  private refusal(): SessionStoreUnavailableError {
    const cause = new Error('The session store did not answer lately and is not asked.');
    const error = new SessionStoreUnavailableError(cause);
    this.onUnavailable(error);
    return error;
  }

  private failed(): void {
    this.failures++;
    if (this.open) this.closedUntil = performance.now() + this.retryMs;
  }
}
