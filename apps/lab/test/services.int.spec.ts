import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { LauncherError } from '../src/processes/launcher-error.js';
import { processIdentity } from '../src/processes/process-identity.js';
import { ProcessLedger } from '../src/processes/process-ledger.js';
import { answers } from '../src/services/ask.js';
import { startPostgres } from '../src/services/postgres.js';
import { startServices } from '../src/services/services.js';

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
    const pids = [services.postgres, services.redis, services.memcached].map(
      (service) => service.program!.pid,
    );
    expect(pids.every((pid) => processIdentity(pid) !== undefined)).toBe(true);
    await services.stop();
    expect(pids.map(processIdentity)).toEqual([undefined, undefined, undefined]);
  });

  it('ends what a killed launcher left running, and nothing else', async () => {
    const left = await startServices({ directory, durable: false });
    const ledger = new ProcessLedger(directory);
    const recycled = { name: 'recycled', pid: process.pid, identity: 'of a process that was here before' };
    writeFileSync(join(directory, 'processes', `${process.pid}.json`), JSON.stringify(recycled));
    expect((await ledger.sweep()).sort()).toEqual(['memcached', 'postgres', 'redis-server']);
    expect(ledger.running()).toEqual([]);
    expect(processIdentity(left.postgres.program!.pid)).toBeUndefined();
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
