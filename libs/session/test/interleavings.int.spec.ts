import * as runner from 'vitest';
import { vi } from 'vitest';
import { RedisSessionStore } from '../src/index.js';
import { MemcachedSessionStore } from '../src/memcached/index.js';
import { describeSessionInterleavings } from '../src/testing/index.js';
import { MemcachedServer } from './memcached-server.js';
import { RedisServer } from './redis-server.js';
import { sized } from './test-length.js';

vi.setConfig({ testTimeout: sized(60_000, 1_800_000), hookTimeout: 60_000 });

const options = {
  pairs: sized(24, Infinity),
  faults: sized(0, 1) === 1,
  command: 'npx vitest run --project int libs/session/test/interleavings.int.spec.ts',
};

describeSessionInterleavings(
  'RedisSessionStore',
  async () => {
    const server = await RedisServer.start();
    return {
      store: new RedisSessionStore({ redis: server.connect() }),
      other: new RedisSessionStore({ redis: server.connect() }),
      close: () => server.stop(),
    };
  },
  options,
  runner,
);

describeSessionInterleavings(
  'MemcachedSessionStore',
  async () => {
    const server = await MemcachedServer.start();
    const [store, other] = [1, 2].map(() => new MemcachedSessionStore({ server: server.address }));
    return {
      store: store!,
      other: other!,
      close: async () => {
        store!.close();
        other!.close();
        await server.stop();
      },
    };
  },
  options,
  runner,
);
