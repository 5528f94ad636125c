import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { query } from './query.js';

const run = promisify(execFile);

describe('npm run migrate', () => {
  const database = `migrate_${randomBytes(6).toString('hex')}`;
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${database}`;

  const migrate = () =>
    run(process.execPath, ['tools/migrate.mjs'], { env: { ...process.env, DATABASE_URL: url.href } });

  // It takes seconds: once for all that is checked here.
  beforeAll(() => Promise.all([migrate(), migrate(), migrate()]), 120_000);
  afterAll(() => query(inject('databaseUrl'), `DROP DATABASE IF EXISTS ${database}`));

  it('applies each migration once when several are started at once, the database being new', async () => {
    const applied = await query(
      url.href,
      'SELECT migration_name, finished_at FROM _prisma_migrations ORDER BY 1',
    );
    const directories = readdirSync('prisma/migrations', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    expect(applied.map(({ migration_name }) => migration_name)).toEqual(directories);
    expect(applied.every(({ finished_at }) => finished_at instanceof Date)).toBe(true);
    expect((await migrate()).stdout).toBe('The database is up to date.\n');
  });

  it('leaves the replicas of the release before the table that they claim keys in', async () => {
    await query(
      url.href,
      `INSERT INTO idempotency_records AS known (name, fingerprint, token, lease_until, expires_at)
         VALUES ('key', 'print', 'token', now(), now()) ON CONFLICT (name) DO UPDATE SET token = excluded.token`,
    );
    expect(await query(url.href, 'SELECT token, answer FROM idempotency_records')).toEqual([
      { token: 'token', answer: null },
    ]);
  });

  it('takes a database whose table an earlier text of that migration has dropped', async () => {
    await query(url.href, 'DROP TABLE idempotency_records');
    await query(
      url.href,
      `UPDATE _prisma_migrations SET checksum = '80924b600d9d1da7a19daf8d5dc5d4ae505d7611977c146ea3274ef07784f188'
         WHERE migration_name = '20251120000000_one_order_for_a_cart'`,
    );
    expect((await migrate()).stdout).toBe('The database is up to date.\n');
  });
});
