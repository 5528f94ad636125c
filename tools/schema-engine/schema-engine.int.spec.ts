import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { query } from '../query.js';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

// Each start of the CLI takes seconds, and there are several in a test.
describe("Prisma's CLI on the WebAssembly engine", { timeout: 120_000 }, () => {
  const name = `schema_engine_${crypto.randomUUID().replaceAll('-', '')}`;
  const url = Object.assign(new URL(inject('databaseUrl')), { pathname: `/${name}` }).href;
  const folder = mkdtempSync(join(tmpdir(), 'schema-engine-'));

  beforeAll(async () => {
    await query(inject('databaseUrl'), `CREATE DATABASE ${name}`);
    writeFileSync(join(folder, 'schema.prisma'), 'datasource db {\n  provider = "postgresql"\n}\n');
    const config = { schema: 'schema.prisma', migrations: { path: 'migrations' }, datasource: { url } };
    writeFileSync(join(folder, 'prisma.config.mjs'), `export default ${JSON.stringify(config)};\n`);
    mkdirSync(join(folder, 'migrations'));
    writeFileSync(join(folder, 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await query(inject('databaseUrl'), `DROP DATABASE ${name} WITH (FORCE)`);
  });

  const addMigration = (migration: string, sql: string) => {
    mkdirSync(join(folder, 'migrations', migration));
    writeFileSync(join(folder, 'migrations', migration, 'migration.sql'), sql);
  };
  const deploy = () =>
    run(
      process.execPath,
      ['tools/prisma.mjs', 'migrate', 'deploy', '--config', join(folder, 'prisma.config.mjs')],
      { cwd: CHECKOUT },
    ).then(
      () => 0,
      (error: { code: number }) => error.code,
    );

  it('applies a migration whole, semicolons in function bodies included, and once', async () => {
    addMigration(
      '1_function',
      `CREATE TABLE counted (n int); CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN n := n; RETURN n * 2; END; $$;`,
    );
    expect(await deploy()).toBe(0);
    expect(await deploy()).toBe(0);
    expect(await query(url, 'SELECT twice(21) AS answer')).toEqual([{ answer: 42 }]);
  });

  it('fails where a migration fails, and goes on failing until that is resolved', async () => {
    addMigration('2_broken', 'INSERT INTO no_such_table VALUES (1);');
    expect(await deploy()).toBe(1);
    expect(await deploy()).toBe(1);
  });
});
