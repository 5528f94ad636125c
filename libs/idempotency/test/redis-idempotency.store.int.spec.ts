import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import { RedisIdempotencyStore } from '../src/index.js';
import { describeIdempotencyStore } from '../src/testing/index.js';

describeIdempotencyStore('RedisIdempotencyStore', async () => {
  const connections = [new Redis(inject('redisUrl')), new Redis(inject('redisUrl'))] as const;
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
