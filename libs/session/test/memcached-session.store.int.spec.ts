import { setTimeout as delay } from 'node:timers/promises';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SessionTooLargeError } from '../src/index.js';
import { MemcachedSessionStore } from '../src/memcached/index.js';
import { describeSessionStore } from '../src/testing/index.js';
import { MemcachedServer } from './memcached-server.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const lifetime = { idleMs: 60_000, absoluteMs: 600_000 };
const key = { tag: 'g', hash: 'x', indexed: false };

describeSessionStore(
  'MemcachedSessionStore',
  async () => {
    const server = await MemcachedServer.start();
    const stores = [1, 2].map(() => new MemcachedSessionStore({ server: server.address, prefix: 'test:' }));
    return {
      store: stores[0]!,
      other: stores[1]!,
      elapse: (ms) => delay(ms),
      close: async () => {
        for (const store of stores) store.close();
        await server.stop();
      },
    };
  },
  runner,
);

describe('MemcachedSessionStore', () => {
  let server: MemcachedServer;
  let store: MemcachedSessionStore;
  beforeAll(async () => {
    server = await MemcachedServer.start();
    store = new MemcachedSessionStore({ server: server.address });
  });
  afterAll(async () => {
    store.close();
    await server.stop();
  });

  it('stores a session for longer than the 30 days of a relative expiry', async () => {
    const long = { idleMs: 40 * 24 * 3600_000, absoluteMs: 50 * 24 * 3600_000 };
    await store.create({ ...key, hash: 'long' }, Buffer.from('x'), long);
    expect(await store.load({ ...key, hash: 'long' })).toMatchObject({ version: 1 });
  });

  it('refuses a session above the item limit, and keeps the record before it', async () => {
    await store.create(key, Buffer.from('small'), lifetime);
    const large = Buffer.alloc(2 * 1024 * 1024);
    await expect(store.compareAndSet(key, 1, large, lifetime)).rejects.toThrow(SessionTooLargeError);
    expect(await store.load(key)).toMatchObject({ payload: Buffer.from('small') });
  });

  it('fails within its timeout while memcached does not respond, and recovers', async () => {
    server.process.kill('SIGSTOP');
    // Its threads stop one after the other, so it may answer once more.
    let began = 0;
    const untilItStops = async () => {
      do began = performance.now();
      while (await store.load(key));
    };
    await expect(untilItStops()).rejects.toThrow(/timeout/i);
    expect(performance.now() - began).toBeLessThan(500);
    server.process.kill('SIGCONT');
    expect(await store.load(key)).toMatchObject({ version: 1 });
  });
});
