import { setTimeout as delay } from 'node:timers/promises';
import * as runner from 'vitest';
import { vi } from 'vitest';
import { RedisSessionStore } from '../src/index.js';
import { describeSessionStore } from '../src/testing/index.js';
import { RedisServer } from './redis-server.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describeSessionStore(
  'RedisSessionStore',
  async () => {
    const server = await RedisServer.start();
    return {
      store: new RedisSessionStore({ redis: server.connect(), prefix: 'test:' }),
      other: new RedisSessionStore({ redis: server.connect(), prefix: 'test:' }),
      // Redis has no clock that a test could move: time must really pass.
      elapse: (ms) => delay(ms),
      close: () => server.stop(),
    };
  },
  runner,
);
