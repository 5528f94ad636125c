import { once } from 'node:events';
import { setImmediate as afterPoll, setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as runner from 'vitest';
import { describe, expect, it, vi } from 'vitest';
import { SessionStoreUnavailableError, SessionTooLargeError } from '../session.errors.js';
import { MemorySessionStore } from '../store/memory-session.store.js';
import type { SessionStore } from '../store/session-store.js';
import { describeSessionStore } from '../testing/session-store.contract.js';
import { withCircuitBreaker, type CircuitBreakerOptions } from './index.js';

const key = { tag: 'g', hash: 'x', indexed: false };
const failing = () => Promise.reject(new Error('ECONNREFUSED'));

describeSessionStore(
  'MemorySessionStore behind a circuit breaker',
  async () => {
    let ahead = 0;
    const store = withCircuitBreaker(new MemorySessionStore({ now: () => Date.now() + ahead }));
    return { store, other: store, elapse: async (ms) => void (ahead += ms), close: async () => {} };
  },
  runner,
);

describe('withCircuitBreaker', () => {
  const guarded = (load: SessionStore['load'], options: CircuitBreakerOptions = {}) =>
    withCircuitBreaker(Object.assign(new MemorySessionStore(), { load }) as SessionStore, {
      failureThreshold: 3,
      resetTimeoutMs: 50,
      ...options,
    });

  async function opened(load: SessionStore['load'], options: CircuitBreakerOptions = {}) {
    const asked = vi.fn<SessionStore['load']>(failing);
    const store = guarded(asked, options);
    for (let at = 0; at < 3; at++) await expect(store.load(key)).rejects.toThrow('ECONNREFUSED');
    expect(store.circuitOpen).toBe(true);
    asked.mockClear().mockImplementation(load);
    return { store, asked };
  }

  it('bounds an operation in time, and says so in the cause', async () => {
    const store = guarded(() => new Promise(() => {}), { operationTimeoutMs: 20 });
    const error = await Promise.resolve(store.load(key)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect(error).toMatchObject({
      answered: false,
      cause: { message: expect.stringContaining('within 20 ms') },
    });
  });

  it('bounds a promise that is no Promise, as those of Prisma', async () => {
    const never = { then: () => {} } as unknown as Promise<undefined>;
    const store = guarded(() => never, { operationTimeoutMs: 20 });
    await expect(store.load(key)).rejects.toThrow(SessionStoreUnavailableError);
  });

  it('accepts an answer that arrived while this process was blocked', async () => {
    const echo = new Worker(
      `const { parentPort } = require('node:worker_threads');
      parentPort.on('message', (message) => parentPort.postMessage(message));
      parentPort.postMessage('up');`,
      { eval: true },
    );
    await once(echo, 'message');
    const store = guarded(
      async () => {
        echo.postMessage('answered');
        await once(echo, 'message');
        return undefined;
      },
      { operationTimeoutMs: 20 },
    );
    // From here the event loop comes to its timers before it comes to messages.
    await afterPoll();
    const answer = store.load(key);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    await expect(answer).resolves.toBeUndefined();
    await echo.terminate();
  });

  it('rejects immediately while the circuit is open, lets one operation try, and closes on its success', async () => {
    const changes: boolean[] = [];
    const { store, asked } = await opened(
      async () => {
        await delay(10);
        return undefined;
      },
      { onStateChange: (circuitOpen) => changes.push(circuitOpen) },
    );
    const error = await Promise.resolve(store.load(key)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      answered: false,
      cause: { message: expect.stringContaining('circuit is open') },
    });
    expect(asked).not.toHaveBeenCalled();
    await delay(60);
    const answers = await Promise.allSettled([1, 2, 3].map(async () => store.load(key)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await store.load(key);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(changes).toEqual([true, false]);
  });

  it('stays open if the operation that tries fails', async () => {
    const { store } = await opened(failing);
    await delay(60);
    await expect(store.load(key)).rejects.toThrow('ECONNREFUSED');
    expect(store.circuitOpen).toBe(true);
    await expect(store.load(key)).rejects.toMatchObject({
      cause: { message: expect.stringContaining('open') },
    });
  });

  it.each([
    [
      'a refusal by a reachable store',
      new SessionStoreUnavailableError(new Error('OOM'), { answered: true }),
    ],
    ['another session error', new SessionTooLargeError(2, 1)],
  ])('counts %s as an answer', async (_what, error) => {
    const store = guarded(() => Promise.reject(error));
    for (let at = 0; at < 5; at++) await expect(store.load(key)).rejects.toBe(error);
    expect(store.circuitOpen).toBe(false);
  });

  it('counts failures in a row only', async () => {
    let fails = true;
    const store = guarded(async () => (fails ? failing() : undefined));
    for (let round = 0; round < 3; round++) {
      fails = true;
      for (let at = 0; at < 2; at++) await expect(store.load(key)).rejects.toThrow();
      fails = false;
      await store.load(key);
    }
    expect(store.circuitOpen).toBe(false);
  });

  it('returns a synchronous result synchronously, and does not take it for an answer of the store', async () => {
    const { store } = await opened(() => undefined);
    await delay(60);
    expect(store.load(key)).toBeUndefined();
    expect(store.circuitOpen).toBe(true);
  });

  it('has list, destroyAll and close of the store, if any', async () => {
    expect(guarded(failing).list).toBeUndefined();
    const close = vi.fn();
    const [list, destroyAll] = [vi.fn(async () => []), vi.fn(async () => 2)];
    const store = withCircuitBreaker(Object.assign(new MemorySessionStore(), { list, destroyAll, close }));
    expect(await store.list!('u')).toEqual([]);
    expect(await store.destroyAll!('u', 'x')).toBe(2);
    expect(destroyAll).toHaveBeenCalledWith('u', 'x');
    await store.close!();
    expect(close).toHaveBeenCalledOnce();
  });
});
