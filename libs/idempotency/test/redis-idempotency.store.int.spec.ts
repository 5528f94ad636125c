import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, vi } from 'vitest';
import { RedisIdempotencyStore } from '../src/index.js';
import { describeIdempotencyStore } from '../src/testing/index.js';
import { RedisServer } from './redis-server.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let server: RedisServer;
beforeAll(async () => (server = await RedisServer.start()));
afterAll(() => server.stop());

describeIdempotencyStore('RedisIdempotencyStore', async () => {
  const connections = [server.connect(), server.connect()] as const;
  const [store, other] = connections.map(
    (redis) => new RedisIdempotencyStore({ redis, prefix: 'test:once:' }),
  );
  return {
    store: store!,
    other: other!,
    // Redis has no clock that a test could move: time must really pass.
    elapse: (ms) => delay(ms),
    close: async () => connections.forEach((redis) => redis.disconnect()),
  };
});
