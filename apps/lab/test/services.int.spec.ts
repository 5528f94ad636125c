import { once } from 'node:events';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { LauncherError } from '../src/processes/launcher-error.js';
import { processIdentity } from '../src/processes/process-identity.js';
import { ProcessLedger } from '../src/processes/process-ledger.js';
import { answers } from '../src/services/ask.js';
import { startPostgres } from '../src/services/postgres.js';
import { startServices, type Services } from '../src/services/services.js';
import type { SupervisedService } from '../src/services/supervised-service.js';

describe('the stores of a test project', () => {
  it('are real and answer', async () => {
    const database = new pg.Client({ connectionString: inject('databaseUrl') });
    await database.connect();
    expect((await database.query<{ answer: number }>('SELECT 1 AS answer')).rows).toEqual([{ answer: 1 }]);
    await database.end();
    const redis = new Redis(inject('redisUrl'));
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    expect(await answers(Number(new URL(inject('memcachedUrl')).port), 'version', 'VERSION')).toBe(true);
  });
});

describe('startServices', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'session-lab-'));
    chmodSync(directory, 0o711);
  });

  afterEach(() => {
    rmSync(realpathSync(join(directory, 'postgres')), { recursive: true, force: true });
    rmSync(directory, { recursive: true, force: true });
  });

  it('keeps the data in its directory, also where that is closed to other users', async () => {
    chmodSync(directory, 0o700);
    const first = await startServices({ directory });
    const before = new pg.Client({ connectionString: first.postgres.url });
    await before.connect();
    await before.query('CREATE TABLE kept (word text)');
    await before.query(`INSERT INTO kept VALUES ('still here')`);
    await before.end();
    await first.stop();

    const second = await startServices({ directory });
    const after = new pg.Client({ connectionString: second.postgres.url });
    await after.connect();
    expect((await after.query<{ word: string }>('SELECT word FROM kept')).rows).toEqual([
      { word: 'still here' },
    ]);
    await after.end();
    await second.stop();
  });

  it('leaves no program behind when it stops', async () => {
    const services = await startServices({ directory, durable: false });
    const pids = pidsOf(services);
    expect(pids.every((pid) => processIdentity(pid) !== undefined)).toBe(true);
    await services.stop();
    expect(pids.map(processIdentity)).toEqual([undefined, undefined, undefined]);
  });

  it('ends what a killed launcher left running, and nothing else', async () => {
    const killed = new ProcessLedger(directory);
    const left = await startServices({ directory, ledger: killed, durable: false });
    // A launcher that was killed starts nothing again.
    killed.close();
    const ledger = new ProcessLedger(directory);
    const recycled = { name: 'recycled', pid: process.pid, identity: 'of a process that was here before' };
    writeFileSync(join(directory, 'processes', `${process.pid}.json`), JSON.stringify(recycled));
    expect((await ledger.sweep()).sort()).toEqual(['memcached', 'postgres', 'redis-server']);
    expect(ledger.running()).toEqual([]);
    expect(processIdentity(left.postgres.program!.pid)).toBeUndefined();
    await left.stop();
  });

  it('starts a killed store again at the same URL, with the data it keeps on disk', async () => {
    const services = await startServices({ directory });
    const { postgres, redis, memcached } = services;
    await query(postgres.url, `CREATE TABLE kept AS SELECT 'still here' AS word`);
    await inRedis(redis.url, (client) => client.set('kept', 'still here'));
    const pids = pidsOf(services);
    const back = ownStores(services).map((store) => once(store, 'ready'));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await Promise.all(back);

    expect(await query(postgres.url, 'SELECT word FROM kept')).toEqual([{ word: 'still here' }]);
    expect(await inRedis(redis.url, (client) => client.get('kept'))).toBe('still here');
    expect(await answers(portOf(memcached.url), 'version', 'VERSION')).toBe(true);
    expect(pidsOf(services).filter((pid) => pids.includes(pid))).toEqual([]);
    await services.stop();
    expect(new ProcessLedger(directory).running()).toEqual([]);
  }, 60_000);

  it('leaves a store that was stopped or frozen on purpose alone', async () => {
    const services = await startServices({ directory, durable: false });
    const [postgres, redis, memcached] = ownStores(services);
    await inRedis(redis.url, (client) => client.set('kept', 'still here'));
    const frozen = postgres.program.pid;
    await redis.stop();
    postgres.program.signal('SIGSTOP');

    // The first restart comes without a delay: one that nobody wants would come before the third of memcached.
    for (let time = 0; time < 3; time++) {
      const back = once(memcached, 'ready');
      memcached.program.signal('SIGKILL');
      await back;
    }
    expect(await answers(portOf(redis.url), 'PING', '+PONG')).toBe(false);
    postgres.program.signal('SIGCONT');
    expect(await query(postgres.url, 'SELECT 1 AS answer')).toEqual([{ answer: 1 }]);
    expect(postgres.program.pid).toBe(frozen);
    await redis.start();
    expect(await inRedis(redis.url, (client) => client.get('kept'))).toBe('still here');
    await services.stop();
  }, 60_000);

  it('stops a store that is just being started again', async () => {
    const services = await startServices({ directory, durable: false });
    await Promise.all(
      ownStores(services).map(async (store) => {
        const { pid } = store.program;
        store.program.signal('SIGKILL');
        await vi.waitFor(() => expect(store.program.pid).not.toBe(pid), { interval: 1 });
        await store.stop();
      }),
    );
    expect(new ProcessLedger(directory).running()).toEqual([]);
    expect(await answers(portOf(services.redis.url), 'PING', '+PONG')).toBe(false);
  });

  it('says in one sentence that a database is damaged', async () => {
    const ledger = new ProcessLedger(directory);
    const sound = await startPostgres({ directory, ledger, durable: false });
    await sound.stop();
    rmSync(join(directory, 'postgres', 'data', 'global', 'pg_control'));
    await expect(startPostgres({ directory, ledger })).rejects.toThrow(LauncherError);
    await expect(startPostgres({ directory, ledger })).rejects.toThrow(/is damaged .*move that folder away/);
    expect(ledger.running()).toEqual([]);
  });

  it('says so too where Postgres itself finds the damage', async () => {
    const ledger = new ProcessLedger(directory);
    const sound = await startPostgres({ directory, ledger, durable: false });
    await sound.stop();
    rmSync(join(directory, 'postgres', 'data', 'pg_wal'), { recursive: true });
    await expect(startPostgres({ directory, ledger })).rejects.toThrow(/is damaged \(.*pg_wal/);
    expect(ledger.running()).toEqual([]);
  });
});

const ownStores = ({ postgres, redis, memcached }: Services) =>
  [postgres, redis, memcached] as [SupervisedService, SupervisedService, SupervisedService];

const pidsOf = (services: Services) => ownStores(services).map(({ program }) => program.pid);

const portOf = (url: string) => Number(new URL(url).port);

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  // A database that is killed under way is seen by the query.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function inRedis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { retryStrategy: null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}
