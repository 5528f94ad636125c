import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisAttemptStorage, RedisRefreshFamilyStore, RedisRevocationList } from '@app/auth';
import { RedisIdempotencyStore } from '@app/idempotency';
import { describeIdempotencyStore } from '@app/idempotency/testing';
import {
  KeyRing,
  MemorySessionStore,
  RedisSessionStore,
  StoredSessions,
  type SessionRequest,
} from '@app/session';
import { RedisGroup } from '../../../libs/session/test/redis-group.js';
import { connectRedis, type RedisClient } from '../src/redis/connect-redis.js';
import '../src/session-data.js';

const nobody: SessionRequest = { cookies: {}, secure: false };
const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);

describe.each([
  ['redis-sentinel://', () => RedisGroup.sentinels()],
  ['redis-cluster://', () => RedisGroup.cluster()],
] as const)('%s: every library', (form, start) => {
  let group: RedisGroup;
  const opened: RedisClient[] = [];
  beforeAll(async () => {
    group = await start();
  });
  afterAll(async () => {
    for (const client of opened) client.disconnect();
    await group?.stop();
  });

  /** Connects as a replica of the shop does. */
  async function connect(): Promise<RedisClient> {
    expect(group.url).toContain(form);
    const client = connectRedis(group.url);
    client.on('error', () => {});
    opened.push(client);
    await once(client, 'ready');
    return client;
  }

  describeIdempotencyStore(`RedisIdempotencyStore behind ${form}`, async () => ({
    store: new RedisIdempotencyStore({ redis: await connect() }),
    other: new RedisIdempotencyStore({ redis: await connect() }),
    elapse: (ms) => delay(ms),
    close: async () => {},
  }));

  it('refresh families: rotated, listed and ended by scripts whose keys are in one slot', async () => {
    const [one, two] = [
      new RedisRefreshFamilyStore(await connect()),
      new RedisRefreshFamilyStore(await connect()),
    ];
    const times = { authenticatedAt: 1, idleSeconds: 60, absoluteSeconds: 60 };
    const families = Array.from({ length: 40 }, (_, at) => ({
      userTag: `user-${at % 8}`,
      familyId: `f${at}`,
    }));
    await Promise.all(
      families.map((family) =>
        one.create({
          ...family,
          ...times,
          tokenDigest: 'd1',
          proofDigest: 'p',
          userId: 'u',
          device: 'test',
          replica: 'r',
        }),
      ),
    );
    const rotations = await Promise.all(
      families.map((family) =>
        two.rotate({
          ...family,
          presentedDigest: 'd1',
          presentedProofDigest: 'p',
          successorDigest: 'd2',
          sealedSuccessor: 'sealed',
          graceSeconds: 10,
          idleSeconds: 60,
          replica: 'r',
        }),
      ),
    );
    expect(new Set(rotations.map(({ outcome }) => outcome))).toEqual(new Set(['rotated']));
    expect(await one.list('user-0')).toHaveLength(5);
    expect((await two.endAll('user-0', 'f0')).sort()).toEqual(['f16', 'f24', 'f32', 'f8']);
    expect(await one.list('user-0')).toHaveLength(1);
  });

  it('attempts are counted over all replicas', async () => {
    const storages = [await connect(), await connect()].map(
      (redis) => new RedisAttemptStorage(redis, { replicas: 2 }),
    );
    const counts = [];
    for (let attempt = 0; attempt < 6; attempt++)
      counts.push((await storages[attempt % 2]!.increment('ada', 60_000, 10)).totalHits);
    expect(counts).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it(
    'a failover under load: what is lost is counted, and nothing ended comes back',
    { timeout: 90_000 },
    async () => {
      const redis = await connect();
      const sessions = new StoredSessions({
        store: new RedisSessionStore({ redis }),
        keys,
        conflictTimeoutMs: 5000,
      });
      const lists = [await connect(), await connect()].map(
        (client) => new RedisRevocationList(client, { retentionSeconds: 600 }),
      );
      for (const list of lists) await list.onModuleInit();
      const browsers = await Promise.all(
        Array.from({ length: 30 }, async () => {
          const begun = await sessions.commit(await sessions.open(nobody), () => ({
            authenticatedAt: 0,
          }));
          return { cookies: { session: begun.cookies[0]!.value }, secure: false } satisfies SessionRequest;
        }),
      );
      const ended = browsers.splice(0, 10);
      for (const browser of ended) await sessions.destroy(await sessions.open(browser));
      await delay(500);

      // Every browser writes 1, 2, 3 … and notes what was acknowledged.
      const acknowledged = browsers.map(() => 0);
      let [stopped, refused] = [false, 0];
      const writing = browsers.map(async (browser, at) => {
        while (!stopped) {
          try {
            const next = acknowledged[at]! + 1;
            const session = await sessions.open(browser);
            // A commit to no session would begin another one, and hide the loss.
            if (session.info.id === undefined) return;
            await sessions.commit(session, () => ({ authenticatedAt: next }));
            acknowledged[at] = next;
          } catch {
            refused++;
            await delay(20);
          }
        }
      });
      try {
        await vi.waitFor(() => expect(Math.min(...acknowledged)).toBeGreaterThan(20), 10_000);
        const tag = browsers[0]!.cookies.session!.split('.')[0]!;
        await group.killMaster(`s:{${tag}}:`);
        const before = [...acknowledged];
        await vi.waitFor(
          () => expect(acknowledged.every((count, at) => count > before[at]! + 20)).toBe(true),
          {
            timeout: 40_000,
            interval: 100,
          },
        );
      } finally {
        stopped = true;
        await Promise.all(writing);
      }

      let lost = 0;
      for (const [at, browser] of browsers.entries()) {
        const { authenticatedAt } = (await sessions.open(browser)).data;
        lost += Math.max(0, acknowledged[at]! - (authenticatedAt ?? 0));
        expect(authenticatedAt).toBeDefined();
      }
      const written = acknowledged.reduce((sum, count) => sum + count, 0);
      process.stdout.write(
        `${form} ${written} writes acknowledged, ${lost} of them lost; ${refused} refused meanwhile\n`,
      );
      expect(refused).toBeGreaterThan(0);
      for (const browser of ended) expect((await sessions.open(browser)).data).toEqual({});

      await vi.waitFor(() => lists[0]!.revokeUser('ada', 2000, Date.now() / 1000 + 60), 10_000);
      await vi.waitFor(
        () => expect(lists[1]!.isRevoked({ userId: 'ada', authenticatedAt: 1 })).toBe(true),
        10_000,
      );
      await Promise.all(lists.map((list) => list.beforeApplicationShutdown()));
    },
  );

  if (form === 'redis-cluster://') {
    it('users are spread evenly over the slots', async () => {
      const store = new MemorySessionStore();
      const sessions = new StoredSessions({ store, keys, userId: (data) => data.userId });
      const thirds = [0, 0, 0];
      for (let user = 0; user < 3000; user++) {
        const begun = await sessions.commit(await sessions.open(nobody), () => ({ userId: `user-${user}` }));
        const tag = begun.cookies[0]!.value!.split('.')[0]!;
        thirds[Math.min(2, Math.floor((slotOf(tag) / 16_384) * 3))]! += 1;
      }
      // Six deviations around a thousand.
      for (const share of thirds) expect(Math.abs(share - 1000)).toBeLessThan(6 * Math.sqrt(3000 * (2 / 9)));
    });
  } else {
    it('with min-replicas-to-write a master that stands alone refuses writes, without it takes them', async () => {
      const redis = await connect();
      const sessions = new StoredSessions({ store: new RedisSessionStore({ redis }), keys });
      const begin = async () => sessions.commit(await sessions.open(nobody), () => ({ authenticatedAt: 1 }));
      await vi.waitFor(async () => expect(await redis.wait(1, 100)).toBe(1), 10_000);
      await group.killReplicas();
      await begin();
      // WAIT tells that nobody else has it.
      expect(await redis.wait(1, 50)).toBe(0);
      await redis.call('CONFIG', 'SET', 'min-replicas-to-write', '1');
      await expect(begin()).rejects.toMatchObject({ statusCode: 503 });
      await redis.call('CONFIG', 'SET', 'min-replicas-to-write', '0');
      await begin();
    });
  }
});

/** CRC16/XMODEM of a tag, modulo the number of slots: the Redis Cluster specification. */
function slotOf(tag: string): number {
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc % 16_384;
}
