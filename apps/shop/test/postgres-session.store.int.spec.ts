import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SessionStoreUnavailableError } from '@app/session';
import {
  describeSessionConcurrency,
  describeSessionInterleavings,
  describeSessionStore,
} from '@app/session/testing';
import * as runner from 'vitest';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { PrismaService } from '../src/database/prisma.service.js';
import { PostgresSessionStore } from '../src/sessions/postgres-session.store.js';
import { describeSessionModel } from '../../../libs/session/test/session-model.js';

function connect(databaseUrl = inject('databaseUrl')): PrismaService {
  return new PrismaService({ databaseUrl, replicaId: 'test' });
}

async function twoStores() {
  const connections = [connect(), connect()];
  const [store, other] = connections.map((prisma) => new PostgresSessionStore(prisma));
  return {
    store: store!,
    other: other!,
    elapse: (ms: number) => delay(ms),
    close: async () => void (await Promise.all(connections.map((prisma) => prisma.$disconnect()))),
  };
}

const isFull = process.env['TEST_FULL'] === '1';
const pairs = isFull ? 1000 : 200;
vi.setConfig({ testTimeout: isFull ? 1_800_000 : 60_000 });

describeSessionStore('PostgresSessionStore', twoStores, runner);
describeSessionConcurrency('PostgresSessionStore', twoStores, pairs, runner);
describeSessionInterleavings(
  'PostgresSessionStore',
  twoStores,
  {
    pairs: isFull ? Infinity : 12,
    faults: isFull,
    command: 'npx vitest run --project int apps/shop/test/postgres-session.store.int.spec.ts',
  },
  runner,
);
describeSessionModel('PostgresSessionStore', twoStores);

describe('PostgresSessionStore', () => {
  let prisma: PrismaService;
  let store: PostgresSessionStore;
  beforeAll(() => {
    prisma = connect();
    store = new PostgresSessionStore(prisma);
  });
  afterAll(() => prisma.$disconnect());

  it('sweeps the rows of sessions that have ended, and no others', async () => {
    const [ended, alive] = [keyOf(), keyOf()];
    await store.create(ended, Buffer.from('x'), { idleMs: 1, absoluteMs: 1000 });
    await store.create(alive, Buffer.from('x'), { idleMs: 60_000, absoluteMs: 60_000 });
    await delay(20);
    expect(await store.sweep()).toBeGreaterThanOrEqual(1);
    expect(await prisma.httpSession.count({ where: { key: `${ended.tag}.${ended.hash}` } })).toBe(0);
    expect(await store.load(alive)).toMatchObject({ version: 1 });
  });

  it('destroys all sessions of a user, also one that changes its id meanwhile', async () => {
    const lifetime = { idleMs: 60_000, absoluteMs: 60_000 };
    for (let round = 0; round < 50; round++) {
      const [old, young] = [keyOf(`u${round}`), keyOf(`u${round}`)];
      await store.create(old, Buffer.from('x'), lifetime);
      const renew = async () => {
        await store.create(young, Buffer.from('x'), lifetime);
        const { outcome } = await store.destroy(old, 1);
        if (outcome === 'gone') await store.destroy(young);
      };
      await Promise.all([renew(), store.destroyAll(`u${round}`)]);
      expect(await store.list(`u${round}`)).toEqual([]);
    }
  });

  it('tells a refusal by Postgres from a Postgres that is unavailable', async () => {
    const url = new URL(inject('databaseUrl'));
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    const readOnly = connect(url.href);
    url.port = '1';
    const unreachable = connect(url.href);
    const write = (database: PrismaService) =>
      new PostgresSessionStore(database).create(keyOf(), Buffer.from('x'), {
        idleMs: 1000,
        absoluteMs: 1000,
      });
    await expect(write(readOnly)).rejects.toMatchObject({ answered: true });
    await expect(write(unreachable)).rejects.not.toBeInstanceOf(SessionStoreUnavailableError);
    await Promise.all([readOnly.$disconnect(), unreachable.$disconnect()]);
  });
});

function keyOf(tag?: string) {
  return {
    tag: tag ?? `g${randomBytes(8).toString('hex')}`,
    hash: randomBytes(16).toString('hex'),
    indexed: tag !== undefined,
  };
}
