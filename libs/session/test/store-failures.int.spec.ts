import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  KeyRing,
  RedisSessionStore,
  SessionStoreUnavailableError,
  StoredSessions,
  type OpenedSession,
  type SessionRequest,
} from '../src/index.js';
import { withCircuitBreaker } from '../src/circuit-breaker/index.js';
import { RedisServer } from './redis-server.js';
import './session-app.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);

describe('StoredSessions on Redis behind a circuit breaker', () => {
  let server: RedisServer;
  let redis: Redis;
  let sessions: StoredSessions;
  let browser: SessionRequest;
  beforeEach(async () => {
    server = await RedisServer.start();
    redis = server.connect({
      enableOfflineQueue: false,
      commandTimeout: 250,
      retryStrategy: (attempt) => Math.min(attempt * 50, 500),
    });
    await new Promise((ready) => redis.once('ready', ready));
    const store = withCircuitBreaker(new RedisSessionStore({ redis }));
    sessions = new StoredSessions({ store, keys });
    const nobody: SessionRequest = { cookies: {}, secure: false };
    const begun = await sessions.commit(await sessions.open(nobody), () => ({ note: 'mine' }));
    browser = { cookies: { session: begun.cookies[0]!.value }, secure: false };
  });
  afterEach(() => server.stop());

  const open = () => sessions.open(browser);

  async function backWithin(ms: number): Promise<OpenedSession> {
    const began = performance.now();
    const opened = await vi.waitFor(open, { timeout: ms, interval: 20 });
    expect(performance.now() - began).toBeLessThan(ms);
    return opened;
  }

  it('fail within the timeout while Redis does not respond, open the circuit, and recover within 2 s', async () => {
    const before = await open();
    server.process.kill('SIGSTOP');
    for (let at = 0; at < 10; at++) {
      const began = performance.now();
      await expect(open()).rejects.toThrow(SessionStoreUnavailableError);
      expect(performance.now() - began).toBeLessThan(at < 5 ? 500 : 50);
    }
    const began = performance.now();
    await expect(sessions.destroy(before)).rejects.toMatchObject({
      code: 'SESSION_STORE_UNAVAILABLE',
      statusCode: 503,
      retryAfterSeconds: 1,
    });
    expect(performance.now() - began).toBeLessThan(500);
    server.process.kill('SIGCONT');
    expect((await backWithin(2000)).data).toEqual({ note: 'mine' });
  });

  it('work while Redis answers late, but in time', async () => {
    // Redis ends a pause up to 100 ms late.
    await redis.client('PAUSE', 100, 'ALL');
    expect((await open()).data).toEqual({ note: 'mine' });
  });

  it('read and destroy while Redis is full; a write is refused until there is room', async () => {
    const opened = await open();
    await redis.config('SET', 'maxmemory', '1');
    for (let at = 0; at < 10; at++)
      await expect(sessions.commit(opened, () => ({ note: 'new' }))).rejects.toMatchObject({
        answered: true,
        retryAfterSeconds: 1,
      });
    expect((await open()).data).toEqual({ note: 'mine' });
    await redis.config('SET', 'maxmemory', '0');
    await sessions.commit(opened, () => ({ note: 'new' }));
    expect((await open()).data).toEqual({ note: 'new' });
    await redis.config('SET', 'maxmemory', '1');
    await sessions.destroy(await open());
    expect((await open()).data).toEqual({});
  });

  it('fail immediately while Redis is down, and work within 2 s of its return', async () => {
    server.process.kill('SIGKILL');
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'));
    const began = performance.now();
    await expect(open()).rejects.toThrow(SessionStoreUnavailableError);
    expect(performance.now() - began).toBeLessThan(100);
    await server.restart();
    expect((await backWithin(2000)).data).toEqual({});
  });
});
