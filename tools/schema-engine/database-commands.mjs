import pg from 'pg';
import { databaseOf, quoted, withDatabase } from './database-url.mjs';

/** Prisma's error codes for what Postgres (SQLSTATE) answers to a connection. */
const codes = { '3D000': 'P1003', '42P04': 'P1009', '28P01': 'P1000', 28000: 'P1000' };

/** @type {Record<string, (url: string) => Promise<void>>} */
const commands = {
  'can-connect-to-database': (url) => query(url, 'SELECT 1'),
  'create-database': (url) =>
    query(withDatabase(url, 'postgres'), `CREATE DATABASE ${quoted(databaseOf(url))}`),
  'drop-database': (url) =>
    query(withDatabase(url, 'postgres'), `DROP DATABASE IF EXISTS ${quoted(databaseOf(url))}`),
};

/**
 * The engine's `cli` sub-commands. What goes wrong is told as the CLI expects it: one JSON line on stderr.
 * @param {string} name
 * @param {string | undefined} url
 * @returns {Promise<number>} the exit code
 */
export async function runDatabaseCommand(name, url) {
  try {
    if (!commands[name]) throw new Error(`This schema engine has no command "${name}".`);
    if (!url) throw new Error('No database address: set DATABASE_URL.');
    await commands[name](url);
    return 0;
  } catch (error) {
    const fields = { error_code: codes[error.code] ?? 'P1001', message: error.message || String(error) };
    // The CLI skips everything up to the first line break.
    process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}`);
    return 1;
  }
}

async function query(url, sql) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
