import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisSessionStore, SessionStoreUnavailableError } from '../src/index.js';
import { nearCached } from '../src/near-cache/index.js';
import { debianRedis } from './debian-redis.js';
import { FaultyProxy } from './faulty-proxy.js';
import { freePort } from './memcached-server.js';
import { RedisServer } from './redis-server.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 600_000 });

const key = { tag: 'g', hash: 'x', indexed: false };
const lifetime = { idleMs: 60_000, absoluteMs: 600_000 };

const versions: [string, () => Promise<readonly string[]>][] = [['Redis', async () => ['redis-server']]];
// Its scripts wrap the error of a command into one of their own.
if (process.env['TEST_FULL'] === '1')
  versions.push(['Redis 6.0', () => debianRedis('bullseye', 'redis-server')]);

describe.each(versions)('a failover behind one address of %s', (name, command) => {
  let old: RedisServer;
  let next: RedisServer;
  let ports: readonly [string, string];
  let proxy: FaultyProxy;
  beforeEach(async () => {
    ports = [String(await freePort()), String(await freePort())];
    const at = (port: string) => ['--port', port, '--bind', '127.0.0.1', '--repl-diskless-sync-delay', '0'];
    old = await RedisServer.run(await command(), ...at(ports[0]));
    next = await RedisServer.run(await command(), ...at(ports[1]), '--replicaof', '127.0.0.1', ports[0]);
    proxy = await FaultyProxy.to(old.socket);
  });
  afterEach(async () => {
    await proxy.close();
    await Promise.all([old.stop(), next.stop()]);
  });

  const connect = (): Redis =>
    old.connect({ path: proxy.path, enableOfflineQueue: false, retryStrategy: () => 100 });

  /** Makes `next` the master and `old` its replica. Connections that are open stay at `old`. */
  async function failOver(): Promise<void> {
    const [was, is] = [old.connect(), next.connect()];
    await vi.waitFor(async () => expect(await is.get('s:{g}:x')).not.toBeNull(), 5000);
    await is.replicaof('NO', 'ONE');
    await was.replicaof('127.0.0.1', ports[1]);
    proxy.target = next.socket;
  }

  it('lets a store write again within a second', async () => {
    const redis = connect();
    const store = new RedisSessionStore({ redis });
    await new Promise((ready) => redis.once('ready', ready));
    await store.create(key, Buffer.from('one'), lifetime);
    await failOver();
    const began = performance.now();
    const write = () => store.compareAndSet(key, 1, Buffer.from('two'), lifetime);
    await expect(write()).rejects.toThrow(SessionStoreUnavailableError);
    const result = await vi.waitFor(write, { timeout: 5000, interval: 20 });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(result).toMatchObject({ outcome: 'stored', session: { version: 2 } });
    expect(await next.connect().get('s:{g}:x')).toContain('two');
  });

  it('does not reconnect again and again while the address still leads to the replica', async () => {
    const redis = connect();
    const store = new RedisSessionStore({ redis });
    await new Promise((ready) => redis.once('ready', ready));
    await store.create(key, Buffer.from('one'), lifetime);
    await failOver();
    proxy.target = old.socket;
    const closed = vi.fn();
    redis.on('close', closed);
    for (const until = performance.now() + 1500; performance.now() < until; await delay(20))
      await store.touch(key, lifetime).catch(() => {});
    expect(closed.mock.calls.length).toBeGreaterThanOrEqual(1);
    expect(closed.mock.calls.length).toBeLessThanOrEqual(2);
    proxy.target = next.socket;
    await vi.waitFor(() => store.compareAndSet(key, 1, Buffer.from('two'), lifetime), {
      timeout: 5000,
      interval: 20,
    });
  });

  it.skipIf(name === 'Redis 6.0')(
    'lets a near cache follow the new master, without a write of its own',
    async () => {
      const reader = nearCached(new RedisSessionStore({ redis: connect() }));
      const armed = () => vi.waitFor(() => expect(reader.statistics.armed).toBe(true), 5000);
      await armed();
      await new RedisSessionStore({ redis: old.connect() }).create(key, Buffer.from('one'), lifetime);
      await reader.load(key);
      await failOver();
      // Replication would tell the replica, and it the cache: without it, only the new master knows what changes.
      await old.connect().replicaof('127.0.0.1', '1');
      const began = performance.now();
      const elsewhere = new RedisSessionStore({ redis: next.connect() });
      await elsewhere.compareAndSet(key, 1, Buffer.from('two'), lifetime);
      await vi.waitFor(async () => expect(await reader.load(key)).toMatchObject({ version: 2 }), 5000);
      await armed();
      expect(performance.now() - began).toBeLessThan(3000);
      await reader.load(key);
      await elsewhere.destroy(key);
      await vi.waitFor(async () => expect(await reader.load(key)).toBeUndefined(), 500);
      reader.close();
    },
  );
});
