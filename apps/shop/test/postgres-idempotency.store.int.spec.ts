import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describeIdempotencyStore } from '@app/idempotency/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { PrismaService } from '../src/database/prisma.service.js';
import { PostgresIdempotencyStore } from '../src/orders/postgres-idempotency.store.js';

function connect(): PrismaService {
  return new PrismaService({ databaseUrl: inject('databaseUrl'), replicaId: 'test' });
}

describeIdempotencyStore('PostgresIdempotencyStore', async () => {
  const connections = [connect(), connect()];
  const [store, other] = connections.map((prisma) => new PostgresIdempotencyStore(prisma));
  return {
    store: store!,
    other: other!,
    elapse: (ms) => delay(ms),
    close: async () => void (await Promise.all(connections.map((prisma) => prisma.$disconnect()))),
  };
});

let prisma: PrismaService;
beforeAll(() => {
  prisma = connect();
});
afterAll(() => prisma.$disconnect());

it('sweeps expired records, and no others', async () => {
  const store = new PostgresIdempotencyStore(prisma);
  const [expired, kept] = [randomUUID(), randomUUID()];
  await store.claim(expired, 'print', 'a', 1, 1);
  await store.claim(kept, 'print', 'a', 60_000, 60_000);
  await delay(20);
  expect(await store.sweep()).toBeGreaterThanOrEqual(1);
  expect(await prisma.idempotencyRecord.findMany({ where: { name: { in: [expired, kept] } } })).toMatchObject(
    [{ name: kept }],
  );
});
