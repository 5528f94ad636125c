import pg from 'pg';
import { databaseOf, quoted, withDatabase } from '../../tools/schema-engine/database-url.mjs';
import { Refusal } from './refusal.mjs';

const CONNECT_TIMEOUT_MS = 10_000;

/** SQLSTATEs: no such database; and what the slower one gets when two create it at once. */
const NO_SUCH_DATABASE = '3D000';
const CREATED_BY_ANOTHER = ['42P04', '23505'];

/**
 * A connection of its own, outside of any pool.
 * @param {string} url
 * @throws {Refusal} where there is no database to be had
 */
export async function connectTo(url) {
  return connect(url).catch((error) => {
    throw new Refusal(`No database answers at DATABASE_URL: ${error.message || error.code}.`, {
      cause: error,
    });
  });
}

/** Creates the database that the address names, where its server has none of that name. @param {string} url */
export async function createMissingDatabase(url) {
  try {
    await (await connect(url)).end();
  } catch (error) {
    if (error.code === NO_SUCH_DATABASE) await createDatabase(url);
  }
}

async function createDatabase(url) {
  const server = await connectTo(withDatabase(url, 'postgres'));
  try {
    await server.query(`CREATE DATABASE ${quoted(databaseOf(url))}`);
  } catch (error) {
    if (!CREATED_BY_ANOTHER.includes(error.code)) throw error;
  } finally {
    await server.end();
  }
}

async function connect(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  return client;
}
