import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Refusal } from './refusal.mjs';

const folder = new URL('../migrations/', import.meta.url);

/** Checksums of former texts of migrations, where what a database got by them is as good: by name. */
const FORMER_TEXTS = new Map([
  // Dropped a table that nothing has read since.
  ['20251120000000_one_order_for_a_cart', '80924b600d9d1da7a19daf8d5dc5d4ae505d7611977c146ea3274ef07784f188'],
]);

/**
 * Compares the migrations in the folder with those that the database has seen.
 * @param {import('pg').Client} connection
 * @returns {Promise<string[]>} the names of those still to apply, failed ones included
 * @throws {Refusal} where the database is somebody else's, newer than this checkout, or built from other files
 */
export async function inspectHistory(connection) {
  const tables = await tablesOf(connection);
  const seen = tables.includes('_prisma_migrations') ? await seenBy(connection) : [];
  const known = migrationsInFolder();

  const strangers = seen.filter(({ name }) => !known.has(name));
  if (strangers.length > 0) {
    throw new Refusal(
      `The database has a migration that this checkout does not know (${strangers[0].name}): use a newer checkout, or another DATABASE_URL.`,
    );
  }
  if (seen.length === 0 && tables.some((table) => table !== '_prisma_migrations')) {
    throw new Refusal(
      `The database holds tables that are not this project's (${tables[0]}, for one): point DATABASE_URL at an empty database.`,
    );
  }
  const isAsKnown = ({ name, checksum }) => [known.get(name), FORMER_TEXTS.get(name)].includes(checksum);
  const edited = seen.find((migration) => migration.applied && !isAsKnown(migration));
  if (edited) {
    throw new Refusal(
      `The migration ${edited.name} was edited after it was applied: restore its file, or start with an empty database.`,
    );
  }
  const applied = new Set(seen.filter((migration) => migration.applied).map(({ name }) => name));
  return [...known.keys()].filter((name) => !applied.has(name));
}

async function tablesOf(connection) {
  const { rows } = await connection.query(
    'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename',
  );
  return rows.map(({ tablename }) => tablename);
}

async function seenBy(connection) {
  const { rows } = await connection.query(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS applied
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  return rows;
}

/** Each migration's name with its checksum, as Prisma computes it. */
function migrationsInFolder() {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return new Map(
    names.map((name) => {
      const script = readFileSync(new URL(`${name}/migration.sql`, folder));
      return [name, createHash('sha256').update(script).digest('hex')];
    }),
  );
}
