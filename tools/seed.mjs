/**
 * Fills the market: `npm run seed`, or `npm run seed -- --products 100000` for load. Run it as often as you like: what is there
 * keeps its price and its stock. With ADMIN_EMAIL and ADMIN_PASSWORD set there is also an account with the role `admin`.
 */
import { parseArgs } from 'node:util';
import { connectTo } from '../prisma/deploy/connection.mjs';
import { Refusal } from '../prisma/deploy/refusal.mjs';
import { seedAdmin } from '../prisma/seed/admin.mjs';
import { seedCatalogue } from '../prisma/seed/catalogue.mjs';
import { seedUpTo } from '../prisma/seed/many-products.mjs';

/** Two seeds at once would insert the same rows: the second waits for the first. */
const SEED_LOCK = 5_033_165;

try {
  const wanted = readWantedProducts();
  if (!process.env.DATABASE_URL) throw new Refusal('Set DATABASE_URL to the address of a Postgres database.');
  const connection = await connectTo(process.env.DATABASE_URL);
  try {
    await connection.query('BEGIN');
    await connection.query('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK]);
    await seedCatalogue(connection);
    await seedUpTo(connection, wanted);
    await seedAdmin(connection, process.env.ADMIN_EMAIL, process.env.ADMIN_PASSWORD);
    await connection.query('COMMIT');
    const { rows } = await connection.query('SELECT count(*) FROM products');
    console.log(`The market has ${rows[0].count} goods.`);
  } finally {
    await connection.end();
  }
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}

function readWantedProducts() {
  try {
    const { values } = parseArgs({ options: { products: { type: 'string', default: '0' } } });
    if (/^\d{1,7}$/.test(values.products)) return Number(values.products);
  } catch (error) {
    throw new Refusal(`${error.message} Usage: npm run seed -- [--products <count>]`, { cause: error });
  }
  throw new Refusal('--products takes a whole number up to 9999999, like --products 100000.');
}
