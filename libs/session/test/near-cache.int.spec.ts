import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import * as runner from 'vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisSessionStore } from '../src/index.js';
import { nearCached, type NearCacheOptions, type NearCachedSessionStore } from '../src/near-cache/index.js';
import { describeSessionStore } from '../src/testing/index.js';
import { RedisServer } from './redis-server.js';
import { FaultyProxy } from './faulty-proxy.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const lifetime = { idleMs: 60_000, absoluteMs: 600_000 };

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
  let server: RedisServer;
  let proxy: FaultyProxy;
  let writer: RedisSessionStore;
  let reader: NearCachedSessionStore;
  beforeAll(async () => {
    server = await RedisServer.start();
    proxy = await FaultyProxy.to(server.socket);
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });
  beforeEach(async () => {
    writer = new RedisSessionStore({ redis: server.connect() });
    reader = await open();
  });
  afterEach(() => reader.close());

  async function open(near: NearCacheOptions = {}): Promise<NearCachedSessionStore> {
    const store = nearCached(new RedisSessionStore({ redis: server.connect({ path: proxy.path }) }), near);
    await armed(store);
    return store;
  }

  async function written(version = 1) {
    const key = keyOf();
    await writer.create(key, Buffer.from('x'), lifetime);
    for (let at = 1; at < version; at++) await writer.compareAndSet(key, at, Buffer.from('x'), lifetime);
    return key;
  }

  it('asks Redis once, and returns the same object to every reader', async () => {
    const key = await written();
    const first = await reader.load(key);
    const before = await commandsOf(server);
    for (let at = 0; at < 100; at++) expect(await reader.load(key)).toBe(first);
    expect((await commandsOf(server)).get ?? 0).toBe(before.get);
    expect(reader.statistics).toMatchObject({ hits: 100, misses: 1, entries: 1, armed: true });
    expect(await reader.load(key, { fresh: true })).toEqual(first);
    expect((await commandsOf(server)).get).toBe((before.get ?? 0) + 1);
  });

  it('follows what other processes write and destroy', async () => {
    const [changed, ended] = [await written(), await written()];
    for (const key of [changed, ended]) await reader.load(key);
    await writer.compareAndSet(changed, 1, Buffer.from('y'), lifetime);
    await writer.destroy(ended);
    await vi.waitFor(async () => expect((await reader.load(changed))?.version).toBe(2), 500);
    await vi.waitFor(async () => expect(await reader.load(ended)).toBeUndefined(), 500);
  });

  it('answers from memory what its own process wrote, and is told when another one changes that', async () => {
    const before = await commandsOf(server);
    for (let round = 0; round < 50; round++) {
      const key = keyOf();
      await reader.create(key, Buffer.from('x'), lifetime);
      expect(reader.load(key)).toMatchObject({ version: 1 });
      await reader.compareAndSet(key, 1, Buffer.from('y'), lifetime);
      expect(reader.load(key)).toMatchObject({ version: 2, payload: Buffer.from('y') });
      if (round % 2) await writer.compareAndSet(key, 2, Buffer.from('z'), lifetime);
      else await writer.destroy(key);
      const left = round % 2 ? 3 : undefined;
      await vi.waitFor(async () => expect((await reader.load(key))?.version).toBe(left), {
        timeout: 500,
        interval: 1,
      });
    }
    expect((await commandsOf(server)).evalsha).toBeLessThanOrEqual((before.evalsha ?? 0) + 153);
    expect(reader.statistics.hits).toBeGreaterThanOrEqual(100);
  });

  it('forgets immediately what its own process destroys or resets the idle timeout of', async () => {
    const [ended, touched] = [await written(), await written()];
    for (const key of [ended, touched]) await reader.load(key);
    await reader.destroy(ended);
    expect(await reader.load(ended)).toBeUndefined();
    await reader.touch(touched, { ...lifetime, idleMs: 90_000 });
    expect(await reader.load(touched)).toSatisfy(
      ({ touchedAt, expiresAt }) => expiresAt - touchedAt === 90_000,
    );
  });

  it('does not keep what was read just before a write by its own process', async () => {
    const keys = await Promise.all(Array.from({ length: 500 }, () => written()));
    // Replies of one connection can come in one piece: which promise goes on first is not their order.
    const stale = keys.map(async (key) => {
      const [first] = await Promise.all([
        reader.load(key),
        reader.compareAndSet(key, 1, Buffer.from('y'), lifetime),
      ]);
      expect(first?.version).toBeLessThanOrEqual(2);
      return (await reader.load(key))?.version !== 2;
    });
    expect((await Promise.all(stale)).filter(Boolean)).toEqual([]);
  });

  it('keeps no write whose reply an invalidation overtook', async () => {
    const keys = await Promise.all(Array.from({ length: 300 }, () => written()));
    const asked = ((await commandsOf(server)).evalsha ?? 0) + keys.length;
    proxy.stall('tracking');
    const writes = Promise.all(keys.map((key) => reader.compareAndSet(key, 1, Buffer.from('y'), lifetime)));
    await vi.waitFor(async () => expect((await commandsOf(server)).evalsha).toBe(asked), { interval: 5 });
    const told = reader.statistics.invalidations + keys.length;
    await Promise.all(keys.map((key) => writer.destroy(key)));
    await vi.waitFor(() => expect(reader.statistics.invalidations).toBe(told), { interval: 5 });
    proxy.resume();
    expect((await writes).every(({ outcome }) => outcome === 'stored')).toBe(true);
    expect((await Promise.all(keys.map((key) => reader.load(key)))).filter(Boolean)).toEqual([]);
  });

  it('caches no reply that an invalidation overtook', async () => {
    const keys = await Promise.all(Array.from({ length: 3000 }, () => written()));
    while (keys.length > 0) {
      const batch = keys.splice(0, 500);
      const invalidated = reader.statistics.invalidations + batch.length;
      await armed(reader);
      const asked = ((await commandsOf(server)).get ?? 0) + batch.length;
      proxy.stall('tracking');
      const reads = Promise.all(batch.map((key) => reader.load(key)));
      await vi.waitFor(async () => expect((await commandsOf(server)).get).toBe(asked), { interval: 5 });
      await Promise.all(batch.map((key) => writer.compareAndSet(key, 1, Buffer.from('y'), lifetime)));
      await vi.waitFor(() => expect(reader.statistics.invalidations).toBe(invalidated), { interval: 5 });
      proxy.resume();
      expect((await reads).every((session) => session?.version === 1)).toBe(true);
      const versions = await Promise.all(batch.map(async (key) => (await reader.load(key))?.version));
      expect(versions.filter((version) => version !== 2)).toEqual([]);
    }
  });

  it('is not stale after concurrent reads and writes', async () => {
    const keys = await Promise.all(Array.from({ length: 1000 }, () => written()));
    for (const key of keys)
      await Promise.all([reader.load(key), writer.compareAndSet(key, 1, Buffer.from('y'), lifetime)]);
    await everythingTold();
    const versions = await Promise.all(keys.map(async (key) => (await reader.load(key))?.version));
    expect(versions.filter((version) => version !== 2)).toEqual([]);
  });

  it('returns nothing that expired in Redis, before any invalidation of it', async () => {
    const key = keyOf();
    const { expiresAt } = await writer.create(key, Buffer.from('x'), { idleMs: 300, absoluteMs: 600_000 });
    const redis = server.connect();
    // A few ms more: on a virtual machine two processes can read clocks so far apart, by the core that each runs on.
    while ((await timeOf(redis)) <= expiresAt + 20) await reader.load(key);
    expect(await reader.load(key)).toBeUndefined();
  });

  it.each(['subscriber', 'reader'] as const)(
    'drops its entries and recovers when its %s is disconnected',
    async (which) => {
      const key = await written();
      await reader.load(key);
      const { flushes } = reader.statistics;
      await cut(which);
      await vi.waitFor(() => expect(reader.statistics.flushes).toBeGreaterThan(flushes), 1000);
      await writer.compareAndSet(key, 1, Buffer.from('y'), lifetime);
      expect((await reader.load(key, { fresh: false }))?.version).toBe(2);
      await armed(reader);
      await reader.load(key);
      await writer.compareAndSet(key, 2, Buffer.from('z'), lifetime);
      await vi.waitFor(async () => expect((await reader.load(key))?.version).toBe(3), 500);
    },
  );

  it('is empty when Redis was flushed', async () => {
    const key = await written();
    await reader.load(key);
    await server.connect().flushall();
    await vi.waitFor(async () => expect(await reader.load(key)).toBeUndefined(), 500);
  });

  it.each(['subscribe', 'tracking'])(
    'answers nothing from memory 1 s after the connection of %s fell silent, and recovers',
    async (command) => {
      const key = await written();
      await reader.load(key);
      const silent = performance.now();
      proxy.sever(command);
      await writer.compareAndSet(key, 1, Buffer.from('y'), lifetime);
      expect(reader.load(key)).toMatchObject({ version: 1 });
      expect(await new RedisSessionStore({ redis: server.connect() }).load(key)).toMatchObject({
        version: 2,
      });
      await vi.waitFor(() => expect(reader.statistics.armed).toBe(false), { timeout: 1100, interval: 1 });
      expect(performance.now() - silent).toBeLessThan(1100);
      expect(await reader.load(key)).toMatchObject({ version: 2 });
      await armed(reader);
      await reader.load(key);
      expect(reader.load(key)).toMatchObject({ version: 2 });
    },
  );

  it('drops within 1 s what Redis evicted to make room for a write of its own', async () => {
    const admin = server.connect();
    const keys = Array.from({ length: 60 }, keyOf);
    const used = Number(/used_memory:(\d+)/.exec(await admin.info('memory'))![1]);
    await admin.config('SET', 'maxmemory-policy', 'allkeys-random');
    await admin.config('SET', 'maxmemory', String(used + 2_000_000));
    for (const key of keys) await reader.create(key, randomBytes(100_000), lifetime);
    await delay(1000);
    await admin.config('SET', 'maxmemory', '0');
    const lost = await Promise.all(keys.map(async (key) => (await writer.load(key)) === undefined));
    expect(lost.filter(Boolean).length).toBeGreaterThan(10);
    const found = await Promise.all(keys.map(async (key) => (await reader.load(key)) === undefined));
    expect(found).toEqual(lost);
  });

  it('answers nothing from memory after a pause of the process, until a heartbeat is answered', async () => {
    const key = await written();
    await reader.load(key);
    expect(reader.load(key)).toMatchObject({ version: 1 });
    for (const until = performance.now() + 1100; performance.now() < until;);
    expect(reader.load(key)).toBeInstanceOf(Promise);
    await armed(reader);
    expect(reader.load(key)).toMatchObject({ version: 1 });
    expect(reader.statistics.flushes).toBe(0);
  });

  it('reads what is fresh from Redis while invalidations are stuck, and other reads from the cache', async () => {
    expect(reader.maxStaleSeconds).toBe(1);
    const key = await written();
    await reader.load(key);
    proxy.stall('subscribe');
    await writer.compareAndSet(key, 1, Buffer.from('y'), lifetime);
    expect(reader.load(key)).toMatchObject({ version: 1 });
    expect(await reader.load(key, { fresh: true })).toMatchObject({ version: 2 });
    proxy.release();
  });

  it('does not find a destroyed session, p99 below 100 ms after its destruction elsewhere', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 200; round++) {
      const key = await written();
      await reader.load(key);
      await writer.destroy(key);
      const ended = performance.now();
      while (await reader.load(key)) await delay(1);
      waits.push(performance.now() - ended);
    }
    waits.sort((a, b) => a - b);
    expect(waits[197]).toBeLessThan(100);
  });

  it('stays within maxEntries and maxBytes', async () => {
    const small = await open({ maxEntries: 10, maxBytes: 5000 });
    for (let at = 0; at < 20; at++) await small.load(await written());
    expect(small.statistics.entries).toBe(10);
    const large = keyOf();
    await writer.create(large, randomBytes(4700), lifetime);
    await small.load(large);
    expect(small.statistics.bytes).toBeLessThanOrEqual(5000);
    expect(small.statistics.entries).toBeLessThan(10);
    small.close();
  });

  it('refuses a Cluster at start, and says why', () => {
    const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
    expect(() => nearCached(new RedisSessionStore({ redis: cluster }))).toThrow(/Cluster/);
  });

  /** Waits until the reader has heard all invalidations so far: Redis tells them in order. */
  async function everythingTold(): Promise<void> {
    const last = await written();
    await reader.load(last);
    await writer.compareAndSet(last, 1, Buffer.from('y'), lifetime);
    await vi.waitFor(async () => expect((await reader.load(last))?.version).toBe(2), 1000);
  }

  async function cut(which: 'subscriber' | 'reader'): Promise<void> {
    const admin = server.connect();
    const clients = String(await admin.client('LIST')).split('\n');
    const cutOff = clients.filter((line) =>
      which === 'subscriber' ? / sub=1 /.test(line) : / redir=\d/.test(line),
    );
    expect(cutOff.length).toBeGreaterThan(0);
    for (const line of cutOff) await admin.client('KILL', 'ID', /id=(\d+)/.exec(line)![1]!);
  }
});

function armed(store: NearCachedSessionStore): Promise<void> {
  return vi.waitFor(() => expect(store.statistics.armed).toBe(true), 3000);
}

async function commandsOf(server: RedisServer): Promise<Record<string, number>> {
  const info = await server.connect().info('commandstats');
  return Object.fromEntries(
    [...info.matchAll(/cmdstat_(\w+):calls=(\d+)/g)].map(([, name, calls]) => [name, Number(calls)]),
  );
}

function keyOf() {
  return { tag: `g${randomBytes(8).toString('hex')}`, hash: randomBytes(16).toString('hex'), indexed: false };
}
