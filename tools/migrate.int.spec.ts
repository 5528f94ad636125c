import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { query } from './query.js';

const run = promisify(execFile);

describe('npm run migrate', () => {
  const database = `migrate_${randomBytes(6).toString('hex')}`;
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${database}`;

  const migrate = () =>
    run(process.execPath, ['tools/migrate.mjs'], { env: { ...process.env, DATABASE_URL: url.href } });

  afterEach(() => query(inject('databaseUrl'), `DROP DATABASE IF EXISTS ${database}`));

  it('applies each migration once when several are started at once, the database being new', async () => {
    await Promise.all([migrate(), migrate(), migrate()]);
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
});
