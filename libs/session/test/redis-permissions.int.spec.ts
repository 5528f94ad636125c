import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import * as runner from 'vitest';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisSessionStore, SessionStoreUnavailableError } from '../src/index.js';
import { nearCached } from '../src/near-cache/index.js';
import { describeSessionStore } from '../src/testing/index.js';
import { RedisServer } from './redis-server.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const key = { tag: 'g', hash: 'x', indexed: false };
const lifetime = { idleMs: 60_000, absoluteMs: 600_000 };

/** As documented at `RedisSessionStore` and `nearCached()`. */
const STORE =
  '~s:* ~u:* +evalsha +eval +get +set +del +mget +time +pttl +pexpireat +zadd +zrem +zrange +zremrangebyscore';
const NEAR_CACHE = '+client|id +client|tracking +info +time +role +ping +subscribe &__redis__:invalidate';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

async function connectAs(username: string, rules: string): Promise<Redis> {
  await server.connect().call('ACL', 'SETUSER', username, 'reset', 'on', '>p@ss:word/', ...rules.split(' '));
  return server.connect({ username, password: 'p@ss:word/', enableOfflineQueue: false });
}

async function ready(redis: Redis): Promise<Redis> {
  if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
  return redis;
}

describeSessionStore(
  'RedisSessionStore of a user with its documented permissions',
  async () => {
    const owner = await RedisServer.start();
    await owner.connect().call('ACL', 'SETUSER', 'app', 'on', '>secret', ...STORE.split(' '));
    const open = () =>
      new RedisSessionStore({ redis: owner.connect({ username: 'app', password: 'secret' }) });
    return { store: open(), other: open(), elapse: (ms) => delay(ms), close: () => owner.stop() };
  },
  runner,
);

describe('RedisSessionStore', () => {
  it('tells which permission is missing in the cause of its error', async () => {
    const store = new RedisSessionStore({ redis: await ready(await connectAs('poor', '~* +get')) });
    const error = await store.create(key, Buffer.from('x'), lifetime).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SessionStoreUnavailableError);
    expect(error).toMatchObject({
      answered: true,
      cause: { message: expect.stringMatching(/NOPERM.*evalsha/i) },
    });
  });
});

describe('NearCachedSessionStore', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn');
  afterEach(() => void warn.mockReset());
  afterAll(() => warn.mockRestore());

  it('caches for a user with its documented permissions', async () => {
    const redis = await ready(await connectAs('near', `${STORE} ${NEAR_CACHE}`));
    const store = nearCached(new RedisSessionStore({ redis }));
    await vi.waitFor(() => expect(store.statistics.armed).toBe(true), 3000);
    await store.create(key, Buffer.from('x'), lifetime);
    await store.load(key);
    expect(store.load(key)).not.toBeInstanceOf(Promise);
    expect(warn).not.toHaveBeenCalled();
    store.close();
  });

  it.each([
    ['CLIENT', '-client'],
    ['CLIENT TRACKING', '-client|tracking'],
    ['INFO', '-info'],
    ['ROLE', '-role'],
    ['SUBSCRIBE', '-subscribe'],
    ['the channel', 'resetchannels'],
  ])('logs one sentence and reads uncached for a user without permission for %s', async (_what, rule) => {
    warn.mockImplementation(() => {});
    const redis = await ready(await connectAs('denied', `~* &* +@all ${rule}`));
    const store = nearCached(new RedisSessionStore({ redis }));
    await vi.waitFor(() => expect(warn).toHaveBeenCalled(), 3000);
    expect(warn.mock.calls[0]![0]).toMatch(/^The near cache is off, every read asks Redis: .*NOPERM/);
    await store.create(key, Buffer.from('x'), lifetime);
    for (let at = 0; at < 3; at++) expect(store.load(key)).toBeInstanceOf(Promise);
    expect(await store.load(key)).toMatchObject({ version: 1 });
    await delay(500);
    expect(warn).toHaveBeenCalledTimes(1);
    const clients = String(await server.connect().client('LIST'));
    expect(clients.split('\n').filter((line) => line.includes(' user=denied '))).toHaveLength(1);
    store.close();
    redis.disconnect();
  });
});
