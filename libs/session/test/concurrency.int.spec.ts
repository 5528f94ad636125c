import * as runner from 'vitest';
import { vi } from 'vitest';
import { MemorySessionStore, RedisSessionStore } from '../src/index.js';
import { MemcachedSessionStore } from '../src/memcached/index.js';
import { nearCached } from '../src/near-cache/index.js';
import { describeSessionConcurrency } from '../src/testing/index.js';
import { MemcachedServer } from './memcached-server.js';
import { RedisServer } from './redis-server.js';
import { sized } from './test-length.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const pairs = sized(200, 1000);

describeSessionConcurrency(
  'MemorySessionStore',
  async () => {
    const store = new MemorySessionStore();
    return { store, other: store, close: async () => {} };
  },
  pairs,
  runner,
);

describeSessionConcurrency(
  'RedisSessionStore',
  async () => {
    const server = await RedisServer.start();
    const [store, other] = [1, 2].map(() => new RedisSessionStore({ redis: server.connect() }));
    return { store: store!, other: other!, close: () => server.stop() };
  },
  pairs,
  runner,
);

describeSessionConcurrency(
  'RedisSessionStore with a near cache',
  async () => {
    const server = await RedisServer.start();
    const stores = [1, 2].map(() => nearCached(new RedisSessionStore({ redis: server.connect() })));
    await vi.waitUntil(() => stores.every((store) => store.statistics.armed), 3000);
    return {
      store: stores[0]!,
      other: stores[1]!,
      close: async () => {
        for (const store of stores) store.close();
        await server.stop();
      },
    };
  },
  pairs,
  runner,
);

describeSessionConcurrency(
  'MemcachedSessionStore',
  async () => {
    const server = await MemcachedServer.start();
    const stores = [1, 2].map(() => new MemcachedSessionStore({ server: server.address }));
    return {
      store: stores[0]!,
      other: stores[1]!,
      close: async () => {
        for (const store of stores) store.close();
        await server.stop();
      },
    };
  },
  pairs,
  runner,
);
