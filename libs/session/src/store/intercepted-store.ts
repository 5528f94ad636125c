import { Logger } from '@nestjs/common';
import { isPending, type Awaitable } from '../awaitable.js';
import { SessionError, SessionStoreUnavailableError } from '../session.errors.js';
import type { SessionStore } from './session-store.js';

/** Runs an operation of a store, of that name, and does something before or after. */
export type AroundOperation = <T>(name: string, run: () => Awaitable<T>) => Awaitable<T>;

/** Returns a store whose every operation runs inside `around`: what decorators of a store have in common. */
export function interceptStore(store: SessionStore, around: AroundOperation): SessionStore {
  const { list, destroyAll, close } = store;
  return {
    capabilities: store.capabilities,
    maxStaleSeconds: store.maxStaleSeconds,
    now: () => store.now(),
    load: (...args) => around('load', () => store.load(...args)),
    create: async (...args) => around('create', () => store.create(...args)),
    compareAndSet: async (...args) => around('write', () => store.compareAndSet(...args)),
    touch: async (...args) => around('touch', () => store.touch(...args)),
    destroy: async (...args) => around('destroy', () => store.destroy(...args)),
    ...(list && { list: async (tag) => around('list', () => list.call(store, tag)) }),
    ...(destroyAll && {
      destroyAll: async (...args) => around('destroyAll', () => destroyAll.apply(store, args)),
    }),
    ...(close && { close: () => close.call(store) }),
  };
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

  return interceptStore(store, (name, run) => {
    const succeeded = <T>(result: T): T => {
      if (failing.delete(name)) logger.log(`The session store is available again (${name}).`);
      return result;
    };
    try {
      const answer = run();
      // A synchronous answer (from memory) says nothing about the store.
      return isPending(answer) ? answer.then(succeeded, (error) => failed(name, error)) : answer;
    } catch (error) {
      return failed(name, error);
    }
  });
}

function causeOf({ cause, message }: Error & { cause?: unknown }): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause ?? message);
}
