import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { vi } from 'vitest';
import { RedisSessionStore, type SessionStore } from '../src/index.js';
import { MemcachedSessionStore } from '../src/memcached/index.js';
import { nearCached } from '../src/near-cache/index.js';
import { MemcachedServer } from './memcached-server.js';
import { RedisServer } from './redis-server.js';
import { describeSessionModel } from './session-model.js';

vi.setConfig({ hookTimeout: 60_000 });

describeSessionModel('RedisSessionStore', async () => {
  const server = await RedisServer.start();
  const [store, other] = [server.connect(), server.connect()].map(
    (redis) => new RedisSessionStore({ redis }),
  );
  return { store: store!, other: other!, close: () => server.stop() };
});

describeSessionModel('MemcachedSessionStore', async () => {
  const server = await MemcachedServer.start();
  const options = { server: server.address, commandTimeoutMs: 10_000 };
  const [store, other] = [new MemcachedSessionStore(options), new MemcachedSessionStore(options)];
  return {
    store,
    other,
    close: async () => {
      store.close();
      other.close();
      await server.stop();
    },
  };
});

describeSessionModel('RedisSessionStore with a near cache', async () => {
  const server = await RedisServer.start();
  const open = () => nearCached(new RedisSessionStore({ redis: server.connect() }));
  const [store, other] = [open(), open()];
  const writer = new RedisSessionStore({ redis: server.connect() });
  await vi.waitFor(() => {
    if (!store.statistics.armed || !other.statistics.armed) throw new Error('A near cache is not armed yet.');
  }, 10_000);
  return {
    store,
    other,
    settled: () => untilBothKnow(writer, [store, other]),
    close: async () => {
      for (const { statistics, close } of [store, other].map((each) => ({
        statistics: each.statistics,
        close: () => each.close(),
      }))) {
        process.stdout.write(
          `A near cache answered ${statistics.hits} reads and asked Redis for ${statistics.misses}\n`,
        );
        close();
      }
      await server.stop();
    },
  };
});

/**
 * Waits until both caches have handled every invalidation of the writes before: Redis tells of them in order, so one
 * more change that both see comes last.
 */
async function untilBothKnow(writer: SessionStore, caches: readonly SessionStore[]): Promise<void> {
  const key = { tag: `g${randomBytes(16).toString('base64url')}`, hash: 'last', indexed: false };
  const lifetime = { idleMs: 60_000, absoluteMs: 60_000 };
  await writer.create(key, Buffer.from('before'), lifetime);
  await Promise.all(caches.map((cache) => cache.load(key)));
  await writer.compareAndSet(key, 1, Buffer.from('after'), lifetime);
  for (const cache of caches) while ((await cache.load(key))?.version !== 2) await turn();
}
