import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { RedisSessionStore } from '../src/index.js';
import { armed, commandsOf, lifetime, NearCacheTests } from './near-cache-tests.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describe('NearCachedSessionStore and its connections', () => {
  const near = new NearCacheTests();

  it('keeps no write whose reply an invalidation overtook', async () => {
    // Loads the script, which is otherwise sent again with the first write.
    await near.reader.compareAndSet(await near.written(), 1, Buffer.from('y'), lifetime);
    const keys = await Promise.all(Array.from({ length: 300 }, () => near.written()));
    const asked = ((await commandsOf(near.server)).evalsha ?? 0) + keys.length;
    near.proxy.stall('tracking');
    const writes = Promise.all(
      keys.map((key) => near.reader.compareAndSet(key, 1, Buffer.from('y'), lifetime)),
    );
    await vi.waitFor(async () => expect((await commandsOf(near.server)).evalsha).toBe(asked), {
      interval: 5,
    });
    const told = near.reader.statistics.invalidations + keys.length;
    await Promise.all(keys.map((key) => near.writer.destroy(key)));
    await vi.waitFor(() => expect(near.reader.statistics.invalidations).toBe(told), { interval: 5 });
    near.proxy.resume();
    expect((await writes).every(({ outcome }) => outcome === 'stored')).toBe(true);
    expect((await Promise.all(keys.map((key) => near.reader.load(key)))).filter(Boolean)).toEqual([]);
  });

  it('caches no reply that an invalidation overtook', async () => {
    const keys = await Promise.all(Array.from({ length: 3000 }, () => near.written()));
    while (keys.length > 0) {
      const batch = keys.splice(0, 500);
      const invalidated = near.reader.statistics.invalidations + batch.length;
      await armed(near.reader);
      const asked = ((await commandsOf(near.server)).get ?? 0) + batch.length;
      near.proxy.stall('tracking');
      const reads = Promise.all(batch.map((key) => near.reader.load(key)));
      await vi.waitFor(async () => expect((await commandsOf(near.server)).get).toBe(asked), { interval: 5 });
      await Promise.all(batch.map((key) => near.writer.compareAndSet(key, 1, Buffer.from('y'), lifetime)));
      await vi.waitFor(() => expect(near.reader.statistics.invalidations).toBe(invalidated), { interval: 5 });
      near.proxy.resume();
      expect((await reads).every((session) => session?.version === 1)).toBe(true);
      const versions = await Promise.all(batch.map(async (key) => (await near.reader.load(key))?.version));
      expect(versions.filter((version) => version !== 2)).toEqual([]);
    }
  });

  it('is not stale after concurrent reads and writes', async () => {
    const keys = await Promise.all(Array.from({ length: 1000 }, () => near.written()));
    for (const key of keys)
      await Promise.all([
        near.reader.load(key),
        near.writer.compareAndSet(key, 1, Buffer.from('y'), lifetime),
      ]);
    await everythingTold();
    const versions = await Promise.all(keys.map(async (key) => (await near.reader.load(key))?.version));
    expect(versions.filter((version) => version !== 2)).toEqual([]);
  });

  it('does not find a destroyed session, p99 below 100 ms after its destruction elsewhere', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 200; round++) {
      const key = await near.written();
      await near.reader.load(key);
      await near.writer.destroy(key);
      const ended = performance.now();
      while (await near.reader.load(key)) await delay(1);
      waits.push(performance.now() - ended);
    }
    waits.sort((a, b) => a - b);
    expect(waits[197]).toBeLessThan(100);
  });

  it.each(['subscriber', 'reader'] as const)(
    'drops its entries and recovers when its %s is disconnected',
    async (which) => {
      const key = await near.written();
      await near.reader.load(key);
      const { flushes } = near.reader.statistics;
      await cut(which);
      await vi.waitFor(() => expect(near.reader.statistics.flushes).toBeGreaterThan(flushes), 1000);
      await near.writer.compareAndSet(key, 1, Buffer.from('y'), lifetime);
      expect((await near.reader.load(key, { fresh: false }))?.version).toBe(2);
      await armed(near.reader);
      await near.reader.load(key);
      await near.writer.compareAndSet(key, 2, Buffer.from('z'), lifetime);
      await vi.waitFor(async () => expect((await near.reader.load(key))?.version).toBe(3), 500);
    },
  );

  it('is empty when Redis was flushed', async () => {
    const key = await near.written();
    await near.reader.load(key);
    await near.server.connect().flushall();
    await vi.waitFor(async () => expect(await near.reader.load(key)).toBeUndefined(), 500);
  });

  it.each(['subscribe', 'tracking'])(
    'answers nothing from memory 1 s after the connection of %s fell silent, and recovers',
    async (command) => {
      const key = await near.written();
      await near.reader.load(key);
      const silent = performance.now();
      near.proxy.sever(command);
      await near.writer.compareAndSet(key, 1, Buffer.from('y'), lifetime);
      expect(near.reader.load(key)).toMatchObject({ version: 1 });
      expect(await new RedisSessionStore({ redis: near.server.connect() }).load(key)).toMatchObject({
        version: 2,
      });
      await vi.waitFor(() => expect(near.reader.statistics.armed).toBe(false), {
        timeout: 1100,
        interval: 1,
      });
      expect(performance.now() - silent).toBeLessThan(1100);
      expect(await near.reader.load(key)).toMatchObject({ version: 2 });
      await armed(near.reader);
      await near.reader.load(key);
      expect(near.reader.load(key)).toMatchObject({ version: 2 });
    },
  );

  it('answers nothing from memory after a pause of the process, until a heartbeat is answered', async () => {
    const key = await near.written();
    await near.reader.load(key);
    expect(near.reader.load(key)).toMatchObject({ version: 1 });
    for (const until = performance.now() + 1100; performance.now() < until;);
    expect(near.reader.load(key)).toBeInstanceOf(Promise);
    await armed(near.reader);
    expect(near.reader.load(key)).toMatchObject({ version: 1 });
    expect(near.reader.statistics.flushes).toBe(0);
  });

  it('reads what is fresh from Redis while invalidations are stuck, and other reads from the cache', async () => {
    expect(near.reader.maxStaleSeconds).toBe(1);
    const key = await near.written();
    await near.reader.load(key);
    near.proxy.stall('subscribe');
    await near.writer.compareAndSet(key, 1, Buffer.from('y'), lifetime);
    expect(near.reader.load(key)).toMatchObject({ version: 1 });
    expect(await near.reader.load(key, { fresh: true })).toMatchObject({ version: 2 });
    near.proxy.release();
  });

  /** Waits until the reader has heard all invalidations so far: Redis tells them in order. */
  async function everythingTold(): Promise<void> {
    const last = await near.written();
    await near.reader.load(last);
    await near.writer.compareAndSet(last, 1, Buffer.from('y'), lifetime);
    await vi.waitFor(async () => expect((await near.reader.load(last))?.version).toBe(2), 1000);
  }

  async function cut(which: 'subscriber' | 'reader'): Promise<void> {
    const admin = near.server.connect();
    const clients = String(await admin.client('LIST')).split('\n');
    const cutOff = clients.filter((line) =>
      which === 'subscriber' ? / sub=1 /.test(line) : / redir=\d/.test(line),
    );
    expect(cutOff.length).toBeGreaterThan(0);
    for (const line of cutOff) await admin.client('KILL', 'ID', /id=(\d+)/.exec(line)![1]!);
  }
});
