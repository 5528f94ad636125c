import { execFile } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { query } from './query.js';

const run = promisify(execFile);
const UP_TO_DATE = 'The database is up to date.\n';

describe('npm run migrate', { timeout: 60_000 }, () => {
  let url: string;
  let checkout: string;
  beforeEach(() => {
    const database = `migrate_${crypto.randomUUID().replaceAll('-', '')}`;
    url = Object.assign(new URL(inject('databaseUrl')), { pathname: `/${database}` }).href;
    checkout = mkdtempSync(join(tmpdir(), 'migrate-'));
    cpSync('prisma/migrations', join(checkout, 'prisma/migrations'), { recursive: true });
    for (const file of ['tools/migrate.mjs', 'tools/database.mjs']) cpSync(file, join(checkout, file));
    symlinkSync(join(process.cwd(), 'node_modules'), join(checkout, 'node_modules'));
    return () => query(inject('databaseUrl'), `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  const migrations = () =>
    readdirSync(join(checkout, 'prisma/migrations')).filter((name) => /^\d/.test(name));
  const addMigration = (name: string, sql: string) => {
    mkdirSync(join(checkout, 'prisma/migrations', name));
    writeFileSync(join(checkout, 'prisma/migrations', name, 'migration.sql'), sql);
  };
  const migrate = async () => {
    const env = { ...process.env, DATABASE_URL: url };
    return (await run(process.execPath, [join(checkout, 'tools/migrate.mjs')], { env })).stdout;
  };
  const applied = async () => {
    const rows = await query(url, 'SELECT migration_name, finished_at FROM _prisma_migrations ORDER BY 1');
    expect(rows.every(({ finished_at }) => finished_at instanceof Date)).toBe(true);
    return rows.map(({ migration_name }) => migration_name);
  };

  it('creates the database and applies each migration once when several start at once', async () => {
    const outputs = await Promise.all([migrate(), migrate(), migrate()]);
    expect(outputs.filter((output) => output === UP_TO_DATE)).toHaveLength(2);
    expect(await applied()).toEqual(migrations());
    expect(await migrate()).toBe(UP_TO_DATE);
  });

  it('leaves nothing of a migration that fails, and applies it once it is repaired', async () => {
    await migrate();
    addMigration('29990101000000_broken', 'CREATE TABLE half (n int); INSERT INTO no_such_table VALUES (1);');
    await expect(migrate()).rejects.toThrow(/29990101000000_broken failed, nothing of it was applied/);
    expect(await query(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    writeFileSync(
      join(checkout, 'prisma/migrations/29990101000000_broken/migration.sql'),
      'CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN n := n; RETURN n * 2; END; $$;',
    );
    expect(await migrate()).toBe('Applied 29990101000000_broken.\n');
    expect(await query(url, 'SELECT twice(21) AS answer')).toEqual([{ answer: 42 }]);
  });

  it('refuses an edited migration, one that Prisma left unfinished, and one that is unknown', async () => {
    await migrate();
    const [first, ...others] = migrations();
    const last = others.at(-1)!;
    await query(url, `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '${last}'`);
    await expect(migrate()).rejects.toThrow(`${last} failed earlier`);
    await query(url, `UPDATE _prisma_migrations SET finished_at = now()`);
    rmSync(join(checkout, 'prisma/migrations', last), { recursive: true });
    await expect(migrate()).rejects.toThrow(`This checkout has no migration ${last}`);
    appendFileSync(join(checkout, 'prisma/migrations', first!, 'migration.sql'), '-- edited\n');
    await expect(migrate()).rejects.toThrow(`${first} was edited`);
  });

  it('keeps the table in which replicas of the previous release claim idempotency keys', async () => {
    await migrate();
    await query(
      url,
      `INSERT INTO idempotency_records AS known (name, fingerprint, token, lease_until, expires_at)
         VALUES ('key', 'print', 'token', now(), now()) ON CONFLICT (name) DO UPDATE SET token = excluded.token`,
    );
    expect(await query(url, 'SELECT token, answer FROM idempotency_records')).toEqual([
      { token: 'token', answer: null },
    ]);
  });

  it("refuses another program's database", async () => {
    await migrate();
    await query(url, 'DROP TABLE _prisma_migrations');
    await expect(migrate()).rejects.toThrow(/set DATABASE_URL to an empty database/);
  });
});
