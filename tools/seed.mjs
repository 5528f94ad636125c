/**
 * Fills the shop: `npm run seed`, or `npm run seed -- --products 100000` for load. Run it as often as you like: products that exist
 * keep their price and stock. With ADMIN_EMAIL and ADMIN_PASSWORD set it also creates an account with the role `admin`.
 */
import { parseArgs } from 'node:util';
import { seedAdmin } from '../prisma/seed/admin.mjs';
import { seedCatalogue } from '../prisma/seed/catalogue.mjs';
import { seedUpTo } from '../prisma/seed/many-products.mjs';
import { connect, run } from './database.mjs';

/** Two seeds at once would insert the same rows: the second waits for the first. */
const SEED_LOCK = 5_033_165;

await run(async (url) => {
  const { values } = parseArgs({ options: { products: { type: 'string', default: '0' } } });
  if (!/^\d{1,7}$/.test(values.products))
    throw new Error('--products takes a whole number up to 9999999, like --products 100000.');
  const client = await connect(url);
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [SEED_LOCK]);
    await seedCatalogue(client);
    await seedUpTo(client, Number(values.products));
    await seedAdmin(client, process.env.ADMIN_EMAIL, process.env.ADMIN_PASSWORD);
    await client.query('COMMIT');
    const { rows } = await client.query('SELECT count(*) FROM products');
    process.stdout.write(`The shop has ${rows[0].count} products.\n`);
  } finally {
    await client.end();
  }
});
