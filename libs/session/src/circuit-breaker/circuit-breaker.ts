import { isPending } from '../session-backend.js';
import { SessionError, SessionStoreUnavailableError } from '../session.errors.js';
import { interceptStore } from './intercepted-store.js';
import type { SessionStore } from '../store/session-store.js';

/** Options of {@link withCircuitBreaker}. */
export interface CircuitBreakerOptions {
  /** Time limit of one operation, in ms. Default 500. */
  readonly operationTimeoutMs?: number;
  /** Number of failures in a row that open the circuit. Default 5. */
  readonly failureThreshold?: number;
  /** Time in ms after which an open circuit lets one request try. The first success closes it. Default 500. */
  readonly resetTimeoutMs?: number;
  /** Called when the circuit opens (`true`) and when it closes (`false`). */
  readonly onStateChange?: (circuitOpen: boolean) => void;
}

/** A store behind a circuit breaker. */
export interface CircuitBreakerSessionStore extends SessionStore {
  /** Whether operations are rejected without asking the store. */
  readonly circuitOpen: boolean;
}

/**
 * Bounds each operation of a store in time, and after some failures in a row rejects immediately, so that requests do not
 * queue for a store that does not respond (https://martinfowler.com/bliki/CircuitBreaker.html). A failure is a timeout or an
 * error of the store's client. A refusal by a reachable store and any other `SessionError` are answers. A synchronous
 * result (from a cache) is returned unchanged, and proves nothing about the store.
 *
 * @example
 * const store = withCircuitBreaker(new RedisSessionStore({ redis }), {
 *   onStateChange: (circuitOpen) => metrics.sessionCircuit.set(circuitOpen ? 1 : 0),
 * });
 */
export function withCircuitBreaker(
  store: SessionStore,
  options: CircuitBreakerOptions = {},
): CircuitBreakerSessionStore {
  const { operationTimeoutMs = 500, failureThreshold = 5, resetTimeoutMs = 500, onStateChange } = options;
  let failures = 0;
  let circuitOpen = false;
  let retryAt = 0;

  function setOpen(open: boolean): void {
    if (open === circuitOpen) return;
    circuitOpen = open;
    onStateChange?.(open);
  }

  function count(failed: boolean): void {
    failures = failed ? failures + 1 : 0;
    if (failed && failures < failureThreshold) return;
    if (failed) retryAt = performance.now() + resetTimeoutMs;
    setOpen(failed);
  }

  async function watch<T>(operation: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      const cause = `The session store did not answer within ${operationTimeoutMs} ms.`;
      const giveUp = () => reject(unavailable(cause));
      // Timers run before sockets are read: after a pause of this process, the answer may already lie in the socket.
      timer = setTimeout(() => setImmediate(giveUp), operationTimeoutMs);
    });
    try {
      const result = await Promise.race([operation, timeout]);
      count(false);
      return result;
    } catch (error) {
      count(!isAnswer(error));
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  const guarded = interceptStore(store, (_name, run) => {
    if (circuitOpen && performance.now() < retryAt)
      return Promise.reject(
        unavailable(`The circuit is open: the session store failed ${failureThreshold} times in a row.`),
      );
    const result = run();
    if (!isPending(result)) return result;
    // This request tries; the others are rejected until its result is known.
    if (circuitOpen) retryAt = performance.now() + resetTimeoutMs + operationTimeoutMs;
    return watch(result);
  });
  return Object.defineProperty(guarded, 'circuitOpen', {
    get: () => circuitOpen,
  }) as CircuitBreakerSessionStore;
}

function unavailable(cause: string): SessionStoreUnavailableError {
  return new SessionStoreUnavailableError(new Error(cause));
}

function isAnswer(error: unknown): boolean {
  if (error instanceof SessionStoreUnavailableError) return error.answered;
  return error instanceof SessionError;
}
