import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import * as runner from 'vitest';
import { describe, expect, it, vi } from 'vitest';
import { RedisSessionStore } from '../src/index.js';
import { nearCached } from '../src/near-cache/index.js';
import { describeSessionStore } from '../src/testing/index.js';
import { RedisServer } from './redis-server.js';
import { armed, commandsOf, keyOf, lifetime, NearCacheTests } from './near-cache-tests.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describeSessionStore(
  'RedisSessionStore with a near cache',
  async () => {
    const server = await RedisServer.start();
    const stores = [1, 2].map(() => nearCached(new RedisSessionStore({ redis: server.connect() })));
    await Promise.all(stores.map(armed));
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

/** The time by Redis's own clock, ms since the epoch. */
async function timeOf(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

describe('NearCachedSessionStore', () => {
  const near = new NearCacheTests();

  it('asks Redis once, and returns the same object to every reader', async () => {
    const key = await near.written();
    const first = await near.reader.load(key);
    const before = await commandsOf(near.server);
    for (let at = 0; at < 100; at++) expect(await near.reader.load(key)).toBe(first);
    expect((await commandsOf(near.server)).get ?? 0).toBe(before.get);
    expect(near.reader.statistics).toMatchObject({ hits: 100, misses: 1, entries: 1, armed: true });
    expect(await near.reader.load(key, { fresh: true })).toEqual(first);
    expect((await commandsOf(near.server)).get).toBe((before.get ?? 0) + 1);
  });

  it('follows what other processes write and destroy', async () => {
    const [changed, ended] = [await near.written(), await near.written()];
    for (const key of [changed, ended]) await near.reader.load(key);
    await near.writer.compareAndSet(changed, 1, Buffer.from('y'), lifetime);
    await near.writer.destroy(ended);
    await vi.waitFor(async () => expect((await near.reader.load(changed))?.version).toBe(2), 500);
    await vi.waitFor(async () => expect(await near.reader.load(ended)).toBeUndefined(), 500);
  });

  it('answers from memory what its own process wrote, and is told when another one changes that', async () => {
    const before = await commandsOf(near.server);
    for (let round = 0; round < 50; round++) {
      const key = keyOf();
      await near.reader.create(key, Buffer.from('x'), lifetime);
      expect(near.reader.load(key)).toMatchObject({ version: 1 });
      await near.reader.compareAndSet(key, 1, Buffer.from('y'), lifetime);
      expect(near.reader.load(key)).toMatchObject({ version: 2, payload: Buffer.from('y') });
      if (round % 2) await near.writer.compareAndSet(key, 2, Buffer.from('z'), lifetime);
      else await near.writer.destroy(key);
      const left = round % 2 ? 3 : undefined;
      await vi.waitFor(async () => expect((await near.reader.load(key))?.version).toBe(left), {
        timeout: 500,
        interval: 1,
      });
    }
    expect((await commandsOf(near.server)).evalsha).toBeLessThanOrEqual((before.evalsha ?? 0) + 153);
    expect(near.reader.statistics.hits).toBeGreaterThanOrEqual(100);
  });

  it('forgets immediately what its own process destroys or resets the idle timeout of', async () => {
    const [ended, touched] = [await near.written(), await near.written()];
    for (const key of [ended, touched]) await near.reader.load(key);
    await near.reader.destroy(ended);
    expect(await near.reader.load(ended)).toBeUndefined();
    await near.reader.touch(touched, { ...lifetime, idleMs: 90_000 });
    expect(await near.reader.load(touched)).toSatisfy(
      ({ touchedAt, expiresAt }) => expiresAt - touchedAt === 90_000,
    );
  });

  it('does not keep what was read just before a write by its own process', async () => {
    const keys = await Promise.all(Array.from({ length: 500 }, () => near.written()));
    // Replies of one connection can come in one piece: which promise goes on first is not their order.
    const stale = keys.map(async (key) => {
      const [first] = await Promise.all([
        near.reader.load(key),
        near.reader.compareAndSet(key, 1, Buffer.from('y'), lifetime),
      ]);
      expect(first?.version).toBeLessThanOrEqual(2);
      return (await near.reader.load(key))?.version !== 2;
    });
    expect((await Promise.all(stale)).filter(Boolean)).toEqual([]);
  });

  it('returns nothing that expired in Redis, before any invalidation of it', async () => {
    const key = keyOf();
    const { expiresAt } = await near.writer.create(key, Buffer.from('x'), {
      idleMs: 300,
      absoluteMs: 600_000,
    });
    const redis = near.server.connect();
    // A few ms more: on a virtual machine two processes can read clocks so far apart, by the core that each runs on.
    while ((await timeOf(redis)) <= expiresAt + 20) await near.reader.load(key);
    expect(await near.reader.load(key)).toBeUndefined();
  });

  it('drops within 1 s what Redis evicted to make room for a write of its own', async () => {
    const admin = near.server.connect();
    const keys = Array.from({ length: 60 }, keyOf);
    const used = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))![1]);
    await admin.config('SET', 'maxmemory-policy', 'allkeys-random');
    await admin.config('SET', 'maxmemory', String(used + 2_000_000));
    for (const key of keys) await near.reader.create(key, randomBytes(100_000), lifetime);
    await delay(1000);
    await admin.config('SET', 'maxmemory', '0');
    const lost = await Promise.all(keys.map(async (key) => (await near.writer.load(key)) === undefined));
    expect(lost.filter(Boolean).length).toBeGreaterThan(10);
    const found = await Promise.all(keys.map(async (key) => (await near.reader.load(key)) === undefined));
    expect(found).toEqual(lost);
  });

  it('stays within maxEntries and maxBytes', async () => {
    const small = await near.open({ maxEntries: 10, maxBytes: 5000 });
    for (let at = 0; at < 20; at++) await small.load(await near.written());
    expect(small.statistics.entries).toBe(10);
    const large = keyOf();
    await near.writer.create(large, randomBytes(4700), lifetime);
    await small.load(large);
    expect(small.statistics.bytes).toBeLessThanOrEqual(5000);
    expect(small.statistics.entries).toBeLessThan(10);
    small.close();
  });

  it('refuses a Cluster at start, and says why', () => {
    const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
    expect(() => nearCached(new RedisSessionStore({ redis: cluster }))).toThrow(/Cluster/);
  });
});
