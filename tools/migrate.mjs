/**
 * Brings the database at DATABASE_URL to the newest schema: `npm run migrate`. It applies prisma/migrations and keeps Prisma's own
 * table `_prisma_migrations`, so that `npx prisma migrate deploy` works on the same database. Safe to start several times at once.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { connect, run } from './database.mjs';

const folder = new URL('../prisma/migrations/', import.meta.url);

/** The advisory lock of `prisma migrate`, so that neither runs beside the other. */
const MIGRATION_LOCK = 72_707_369;

/** SQLSTATEs: the database is missing, and two ways to lose the race to create it. */
const [NO_SUCH_DATABASE, ...CREATED_MEANWHILE] = ['3D000', '42P04', '23505'];

/** Prisma's table, as Prisma 7 creates it. */
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

await run(async (url) => {
  const client = await connect(url).catch((error) => createDatabase(url, error));
  try {
    // Held until the connection ends: a second migrate waits here, and then finds nothing to do.
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const pending = await pendingMigrations(client);
    for (const migration of pending) await apply(client, migration);
    const done = pending.map(({ name }) => `Applied ${name}.\n`).join('');
    process.stdout.write(done || 'The database is up to date.\n');
  } finally {
    await client.end();
  }
});

/** The migrations that the database lacks, oldest first. It must be empty or this project's, with no edited or failed migration. */
async function pendingMigrations(client) {
  const { rows: tables } = await client.query(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1',
  );
  if (tables.length > 0 && !tables.some(({ name }) => name === '_prisma_migrations'))
    throw new Error(
      `The database has a table that no migration created (${tables[0].name}): set DATABASE_URL to an empty database.`,
    );
  await client.query(HISTORY_TABLE);
  const { rows: history } = await client.query(
    'SELECT migration_name AS name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const migrations = migrationsInFolder();
  for (const { name, checksum, finished_at } of history) {
    const known = migrations.find((migration) => migration.name === name);
    if (!known)
      throw new Error(`This checkout has no migration ${name}, the database has: use a newer checkout.`);
    if (!finished_at)
      throw new Error(
        `The migration ${name} failed earlier: repair it, then run npx prisma migrate resolve.`,
      );
    if (known.checksum !== checksum)
      throw new Error(`The migration ${name} was edited after it was applied: restore its file.`);
  }
  return migrations.filter(({ name }) => !history.some((applied) => applied.name === name));
}

/** In one transaction with its row: a migration that fails leaves nothing behind. */
async function apply(client, { name, checksum, sql }) {
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES (gen_random_uuid(), $1, $2, clock_timestamp(), clock_timestamp(), 1)`,
    [checksum, name],
  );
  await client.query(sql).catch((error) => {
    throw new Error(`The migration ${name} failed, nothing of it was applied: ${error.message}.`, {
      cause: error,
    });
  });
  await client.query('COMMIT');
}

function migrationsInFolder() {
  const names = readdirSync(folder).filter((name) => /^\d/.test(name));
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

async function createDatabase(url, reason) {
  if (reason.cause?.code !== NO_SUCH_DATABASE) throw reason;
  const server = await connect(Object.assign(new URL(url), { pathname: '/postgres' }).href);
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  await server.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`).catch((error) => {
    if (!CREATED_MEANWHILE.includes(error.code)) throw error;
  });
  await server.end();
  return connect(url);
}
