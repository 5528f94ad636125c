import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisRevocationList, RevocationUnavailableError } from '../src/index.js';
import { RedisServer } from './redis-server.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const later = Date.now() / 1000 + 3600;
const login = { userId: 'ada', authenticatedAt: 1000 };

describe('RedisRevocationList', () => {
  let server: RedisServer;
  const started: RedisRevocationList[] = [];

  async function replica(redis: Redis = server.connect()): Promise<RedisRevocationList> {
    const list = new RedisRevocationList(redis, { retentionSeconds: 3600 });
    started.push(list);
    await list.onModuleInit();
    return list;
  }

  beforeEach(async () => {
    server = await RedisServer.start();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((list) => list.beforeApplicationShutdown()));
    await server.stop();
  });

  it('holds at once where it was said, and on every other replica soon after', async () => {
    const [one, two] = [await replica(), await replica()];
    const told: unknown[] = [];
    two.onRevocation((revocation) => told.push(revocation));
    await one.revokeUser('ada', 2000, later);
    await one.revokeToken('t1', later);
    await one.revokeFamily('f1', later);
    expect(one.isRevoked(login)).toBe(true);
    await vi.waitUntil(() => two.isRevoked({ ...login, userId: 'eve', familyId: 'f1' }), { interval: 5 });
    expect(two.isRevoked(login)).toBe(true);
    expect(two.isRevoked({ ...login, userId: 'eve', tokenId: 't1' })).toBe(true);
    expect(two.isRevoked({ ...login, userId: 'eve' })).toBe(false);
    expect(told).toEqual([
      { kind: 'user', id: 'ada' },
      { kind: 'token', id: 't1' },
      { kind: 'family', id: 'f1' },
    ]);
  });

  it('knows what was said before it started', async () => {
    await (await replica()).revokeUser('ada', 2000, later);
    expect((await replica()).isRevoked(login)).toBe(true);
  });

  it('skips and logs an entry that is not a revocation, before and after the first load', async () => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const redis = server.connect();
    const append = (...fields: string[]) => redis.xadd('auth:revocations', '*', ...fields);
    await append('entry', 'not JSON');
    const list = await replica(redis);
    expect(list.upToDate).toBe(true);
    for (const text of ['null', '{}', '{"kind":"user","id":1,"until":1,"notBefore":0}'])
      await append('entry', text);
    await append('entry', JSON.stringify({ kind: 'user', id: 'ada', until: later, notBefore: 2000 }));
    await vi.waitUntil(() => list.isRevoked(login), { timeout: 5000, interval: 5 });
    expect(logged).toHaveBeenCalledTimes(4);
    logged.mockRestore();
  });

  it('keeps following after a listener threw, and still calls the others', async () => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const [one, two] = [await replica(), await replica()];
    const told: string[] = [];
    two.onRevocation(() => {
      throw new Error('broken listener');
    });
    two.onRevocation(({ id }) => told.push(id));
    await one.revokeToken('t1', later);
    await one.revokeUser('ada', 2000, later);
    await vi.waitUntil(() => two.isRevoked(login), { timeout: 5000, interval: 5 });
    expect(told).toEqual(['t1', 'ada']);
    expect(logged).toHaveBeenCalledTimes(2);
    logged.mockRestore();
  });

  it('catches up with what was said while its connection was lost', async () => {
    const admin = server.connect();
    const one = await replica(admin);
    const two = await replica(server.connect({ connectionName: 'two' }));
    const clients = String(await admin.client('LIST')).split('\n');
    const reading = clients.find((client) => client.includes('name=two ') && client.includes('cmd=xread'));
    const id = /\bid=(\d+)/.exec(reading ?? '')?.[1] ?? 'none';
    // On one connection, so that nothing comes between the two.
    await Promise.all([admin.client('KILL', 'ID', id), one.revokeUser('ada', 2000, later)]);
    expect(two.isRevoked(login)).toBe(false);
    await vi.waitUntil(() => two.isRevoked(login), { timeout: 5000, interval: 5 });
  });

  it('says when it cannot know, and goes on when Redis is back', async () => {
    const [one, two] = [await replica(), await replica()];
    expect(two.upToDate).toBe(true);
    await server.kill();
    await expect(one.revokeUser('ada', 2000, later)).rejects.toBeInstanceOf(RevocationUnavailableError);
    expect(one.isRevoked(login)).toBe(true);
    await vi.waitUntil(() => !two.upToDate, { timeout: 6000 });
    await server.restart();
    await vi.waitUntil(() => two.upToDate, { timeout: 6000 });
    await vi.waitUntil(() =>
      one.revokeUser('ada', 2000, later).then(
        () => true,
        () => false,
      ),
    );
    await vi.waitUntil(() => two.isRevoked(login), { timeout: 5000, interval: 5 });
  });

  it('says so too while Redis is frozen, and goes on when it is not', async () => {
    const [one, two] = [await replica(), await replica()];
    server.freeze();
    await vi.waitUntil(() => !two.upToDate, { timeout: 6000 });
    server.thaw();
    await vi.waitUntil(() => one.upToDate && two.upToDate, { timeout: 6000 });
    await one.revokeUser('ada', 2000, later);
    await vi.waitUntil(() => two.isRevoked(login), { timeout: 5000, interval: 5 });
  });

  it('starts without Redis, not up to date', async () => {
    await server.kill();
    const list = await replica();
    expect(list.upToDate).toBe(false);
    expect(list.isRevoked(login)).toBe(false);
  });

  it('drops entries past their retention', async () => {
    const redis = server.connect();
    const list = await replica(redis);
    // Far in the past by Redis's own way of numbering entries.
    for (let count = 1; count <= 300; count += 1)
      await redis.xadd('auth:revocations', `${count}-0`, 'entry', '{}');
    await list.revokeToken('t1', later);
    expect(await redis.xlen('auth:revocations')).toBeLessThan(200);
  });
});
