import pg from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Opens a connection to a Postgres database, outside of any pool.
 * @param {string} url
 * @throws {Error} if there is no such database; `cause.code` is the SQLSTATE
 */
export async function connect(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect().catch((error) => {
    throw new Error(`No database answers at DATABASE_URL: ${error.message || error.code}.`, { cause: error });
  });
  return client;
}

/**
 * Runs a command on the database at DATABASE_URL. If it fails, the process prints the reason and exits with 1.
 * @param {(url: string) => Promise<void>} command
 */
export async function run(command) {
  try {
    if (!process.env.DATABASE_URL) throw new Error('Set DATABASE_URL to the address of a Postgres database.');
    await command(process.env.DATABASE_URL);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
