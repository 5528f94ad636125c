/**
 * Brings the database at DATABASE_URL to the newest schema: `npm run migrate`. Safe when several are started at once, and done
 * in a blink where there is nothing to do. Ends with 1 and one sentence where it refuses.
 */
import { connectTo, createMissingDatabase } from '../prisma/deploy/connection.mjs';
import { inspectHistory } from '../prisma/deploy/history.mjs';
import { Refusal } from '../prisma/deploy/refusal.mjs';
import { runPrisma } from './schema-engine/prisma-cli.mjs';

/** Any number that no other program uses on this database. Prisma's own lock is another one. */
const MIGRATION_LOCK = 5_033_164;

try {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Refusal('Set DATABASE_URL to the address of a Postgres database.');
  await createMissingDatabase(url);
  const connection = await connectTo(url);
  try {
    // Held until this connection ends: a second one started meanwhile waits here, and then finds nothing to do.
    await connection.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const pending = await inspectHistory(connection);
    if (pending.length === 0) {
      console.log('The database is up to date.');
    } else {
      process.exitCode = await runPrisma(['migrate', 'deploy']);
    }
  } finally {
    await connection.end();
  }
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}
