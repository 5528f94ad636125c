import { Logger } from '@nestjs/common';
import { isPending, type Awaitable } from '../awaitable.js';
import { SessionError, SessionStoreUnavailableError } from '../session.errors.js';
import type { SessionStore } from './session-store.js';

/** Runs an operation of a store, of that name, and does something before or after. */
export type AroundOperation = <T>(name: string, run: () => Awaitable<T>) => Awaitable<T>;

/** Operations of a store, and their names in the log. */
const NAMES = {
  ...{ load: 'load', create: 'create', compareAndSet: 'write', touch: 'touch', destroy: 'destroy' },
  ...{ list: 'list', destroyAll: 'destroyAll' },
} as const;

type Operation = (...args: unknown[]) => Awaitable<unknown>;

/** Returns a store whose every operation runs inside `around`: what decorators of a store have in common. */
export function interceptStore(store: SessionStore, around: AroundOperation): SessionStore {
  const { capabilities, maxStaleSeconds, keepsObjects, close } = store;
  const intercepted: Record<string, unknown> = {
    ...{ capabilities, maxStaleSeconds, keepsObjects, now: () => store.now() },
    ...(close && { close: () => close.call(store) }),
  };
  const operations = store as unknown as Record<string, Operation | undefined>;
  for (const [method, name] of Object.entries(NAMES))
    if (operations[method])
      intercepted[method] = (...args: unknown[]) => around(name, () => operations[method]?.(...args));
  return intercepted as unknown as SessionStore;
}

/**
 * Turns whatever a store throws into a `SessionStoreUnavailableError` with that as its cause. Logs the first error of an
 * outage, and its end; operations count apart, since a full store refuses writes and answers reads.
 * @param onUnavailable called with each error
 */
export function reportedStore(store: SessionStore, onUnavailable: (error: Error) => void): SessionStore {
  const logger = new Logger('Session');
  const failing = new Set<string>();

  function failed(name: string, thrown: unknown): never {
    const error = thrown instanceof SessionError ? thrown : new SessionStoreUnavailableError(thrown);
    if (error instanceof SessionStoreUnavailableError) {
      if (!failing.has(name)) logger.error(`The session store is unavailable (${name}): ${causeOf(error)}`);
      failing.add(name);
      onUnavailable(error);
    }
    throw error;
  }

  function succeeded<T>(name: string, result: T): T {
    if (failing.delete(name)) logger.log(`The session store is available again (${name}).`);
    return result;
  }

  return interceptStore(store, (name, run) => {
    try {
      const answer = run();
      // A synchronous answer (from memory) says nothing about the store.
      if (!isPending(answer)) return answer;
      return answer.then(
        (result) => succeeded(name, result),
        (error) => failed(name, error),
      );
    } catch (error) {
      return failed(name, error);
    }
  });
}

function causeOf({ cause, message }: Error & { cause?: unknown }): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause ?? message);
}
