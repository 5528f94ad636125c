import { once } from 'node:events';
import { setImmediate as afterPoll, setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { SessionConflictError, SessionStoreUnavailableError } from '../session.errors.js';
import { CircuitBreaker } from './circuit-breaker.js';

const fails = () => Promise.reject(new SessionStoreUnavailableError(new Error('timeout')));
const refuses = () => Promise.reject(new SessionStoreUnavailableError(new Error('OOM'), { answered: true }));

describe('CircuitBreaker', () => {
  async function tripped(options = {}): Promise<CircuitBreaker> {
    const breaker = new CircuitBreaker({ failures: 3, retryMs: 50, ...options });
    for (let at = 0; at < 3; at++) await expect(breaker.run(fails)).rejects.toThrow();
    return breaker;
  }

  it('bounds an operation in time', async () => {
    const breaker = new CircuitBreaker({ operationMs: 20 });
    await expect(breaker.run(() => new Promise(() => {}))).rejects.toThrow(SessionStoreUnavailableError);
  });

  it('takes no answer for late that came while this process was held up', async () => {
    const echo = new Worker(
      `const { parentPort } = require('node:worker_threads');
      parentPort.on('message', (message) => parentPort.postMessage(message));
      parentPort.postMessage('up');`,
      { eval: true },
    );
    await once(echo, 'message');
    // From here the event loop comes to its timers before it comes to messages.
    await afterPoll();
    const answer = new CircuitBreaker({ operationMs: 20 }).run(async () => {
      echo.postMessage('answered');
      return (await once(echo, 'message'))[0] as string;
    });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    expect(await answer).toBe('answered');
    await echo.terminate();
  });

  it('stops asking after failures in a row, lets one try again, and then all', async () => {
    const breaker = await tripped();
    const operation = vi.fn(async () => {
      await delay(10);
      return 'back';
    });
    await expect(breaker.run(operation)).rejects.toThrow(SessionStoreUnavailableError);
    expect(operation).not.toHaveBeenCalled();
    await delay(60);
    const answers = await Promise.allSettled([1, 2, 3].map(() => breaker.run(operation)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await breaker.run(operation)).toBe('back');
    expect(operation).toHaveBeenCalledTimes(2);
  });

  it('goes on refusing when the one that tried again failed', async () => {
    const breaker = await tripped();
    await delay(60);
    await expect(breaker.run(fails)).rejects.toThrow('right now');
    expect(breaker.open).toBe(true);
  });

  it.each([
    ['refuses', refuses],
    ['answers with a conflict', () => Promise.reject(new SessionConflictError(1))],
  ])('goes on asking a store that %s', async (_what, operation) => {
    const breaker = new CircuitBreaker({ failures: 3 });
    for (let at = 0; at < 5; at++) await expect(breaker.run<unknown>(operation)).rejects.toThrow();
    expect(breaker.open).toBe(false);
  });

  it('bounds whatever can be waited for, and hands on at once what is there', async () => {
    const breaker = new CircuitBreaker({ operationMs: 20 });
    // Prisma's promises are no `Promise`.
    const never = { then: () => {} } as unknown as Promise<never>;
    await expect(breaker.run(() => never)).rejects.toThrow(SessionStoreUnavailableError);
    expect(breaker.run(() => 'in memory')).toBe('in memory');
  });
});
