import { setTimeout as delay } from 'node:timers/promises';
import * as runner from 'vitest';
import { describe, expect, it, vi } from 'vitest';
import { nearCached } from '../src/near-cache/index.js';
import { RedisSessionStore, type SessionStore } from '../src/index.js';
import { describeSessionStore } from '../src/testing/index.js';
import { debianRedis } from './debian-redis.js';
import { RedisServer } from './redis-server.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 600_000 });

const FULL = process.env['TEST_FULL'] === '1';

/** The commands that Redis 7.0 to 8.0 added to those of 6.2, as `COMMAND LIST` tells of both. */
const NEWER_THAN_6_2 = [
  'PEXPIRETIME EXPIRETIME SPUBLISH SSUBSCRIBE SUNSUBSCRIBE EVAL_RO EVALSHA_RO FCALL FCALL_RO FUNCTION LCS LMPOP',
  'BLMPOP ZMPOP BZMPOP SINTERCARD ZINTERCARD SORT_RO',
].flatMap((line) => line.split(' '));

const renamedAway = NEWER_THAN_6_2.flatMap((command) => ['--rename-command', command, '']);

const servers: [name: string, start: () => Promise<RedisServer>][] = [
  ['Redis with the commands of 6.2', () => RedisServer.start(...renamedAway)],
];
if (FULL) {
  const releases = [
    ['Redis 6.0', 'bullseye', 'redis-server'],
    ['Redis 8', 'trixie', 'redis-server'],
    ['Valkey 8', 'trixie', 'valkey-server'],
    ['Valkey 9', 'testing', 'valkey-server'],
  ] as const;
  for (const [name, suite, server] of releases)
    servers.push([name, async () => RedisServer.run(await debianRedis(suite, server))]);
}

describe.each(servers)('%s', (name, start) => {
  describeSessionStore(
    `RedisSessionStore on ${name}`,
    async () => {
      const server = await start();
      const open = (): SessionStore => new RedisSessionStore({ redis: server.connect() });
      return { store: open(), other: open(), elapse: (ms) => delay(ms), close: () => server.stop() };
    },
    runner,
  );

  it('tells a near cache what changes', async () => {
    const server = await start();
    const writer = new RedisSessionStore({ redis: server.connect() });
    const reader = nearCached(new RedisSessionStore({ redis: server.connect() }));
    await vi.waitFor(() => expect(reader.statistics.armed).toBe(true), 3000);
    const [key, lifetime] = [
      { tag: 'g', hash: 'x', indexed: false },
      { idleMs: 60_000, absoluteMs: 600_000 },
    ];
    await writer.create(key, Buffer.from('x'), lifetime);
    await reader.load(key);
    expect(reader.load(key)).not.toBeInstanceOf(Promise);
    await writer.compareAndSet(key, 1, Buffer.from('y'), lifetime);
    await vi.waitFor(async () => expect((await reader.load(key))?.version).toBe(2), 1000);
    reader.close();
    await server.stop();
  });
});
