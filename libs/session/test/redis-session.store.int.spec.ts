import { setTimeout as delay } from 'node:timers/promises';
import { RedisSessionStore } from '../src/index.js';
import { describeSessionStore } from '../src/testing/index.js';
import { RedisServer } from './redis-server.js';

describeSessionStore('RedisSessionStore', async () => {
  const server = await RedisServer.start();
  return {
    store: new RedisSessionStore({ redis: server.connect(), prefix: 'test:' }),
    other: new RedisSessionStore({ redis: server.connect(), prefix: 'test:' }),
    // Redis has no clock that a test could move: time must really pass.
    elapse: (ms) => delay(ms),
    close: () => server.stop(),
  };
});
