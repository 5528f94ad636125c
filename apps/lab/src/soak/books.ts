import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** What the database says when all is over. */
export interface Books {
  readonly orders: number;
  readonly products: number;
  /** Products of which more were sold than there were. */
  readonly oversold: number;
  /** Products whose stock is not what was there before less what is in orders. */
  readonly wrongStock: number;
  /** Keys under which there is more than one order. */
  readonly doubled: number;
}

/** Every order and every payment, for a client to compare with the answers it had. */
export interface Ledger {
  readonly orders: readonly {
    readonly id: string;
    readonly key: string;
    readonly status: 'reserved' | 'confirmed' | 'released';
    readonly total: number;
    readonly cartId: string | null;
    /** The payment's reference. */
    readonly reference: string | null;
  }[];
  readonly payments: readonly {
    /** The order's id, a colon, and the attempt. */
    readonly key: string;
    readonly amount: number;
    readonly outcome: string;
    readonly reference: string;
  }[];
}

/** Orders of killed replicas are settled within a minute: the lease, the grace period, and the interval of the sweep. */
const SETTLE_MS = 120_000;

type Stock = ReadonlyMap<string, number>;

/** How much there is of everything, less what orders hold: what would be there without any order. */
export async function stockWithoutOrders(databaseUrl: string): Promise<Stock> {
  return withDatabase(databaseUrl, async (database) => stockOf(database));
}

/** Puts enough of every product into stock for the longest soak: an empty shop refuses everything, and faults hit no order. */
export async function restock(databaseUrl: string): Promise<void> {
  await withDatabase(databaseUrl, (database) => database.query('UPDATE products SET stock = 1000000'));
}

/** Compares the books with what was there at the beginning. */
export async function audit(databaseUrl: string, before: Stock): Promise<Books> {
  return withDatabase(databaseUrl, async (database) => {
    const count = async (sql: string) =>
      Number((await database.query<{ count: string }>(sql)).rows[0]?.count);
    const after = await stockOf(database);
    return {
      orders: await count('SELECT count(*) FROM orders'),
      products: after.size,
      oversold: await count('SELECT count(*) FROM products WHERE stock < 0'),
      wrongStock: [...after].filter(([sku, stock]) => before.get(sku) !== stock).length,
      doubled: await count(
        `SELECT count(*) FROM (SELECT FROM orders GROUP BY user_id, idempotency_key HAVING count(*) > 1) AS twice`,
      ),
    };
  });
}

/** Reads all orders and payments. */
export async function ledgerOf(databaseUrl: string): Promise<Ledger> {
  return withDatabase(databaseUrl, async (database) => {
    const orders = await database.query<Ledger['orders'][number]>(
      `SELECT id, idempotency_key AS key, status, total, cart_id AS "cartId", payment_reference AS reference FROM orders`,
    );
    const payments = await database.query<Ledger['payments'][number]>(
      'SELECT key, amount, outcome, reference FROM simulated_payments',
    );
    return { orders: orders.rows, payments: payments.rows };
  });
}

/**
 * Settles when no order waits for its payment any more.
 * @throws Error if some still do after two minutes
 */
export async function ordersSettled(databaseUrl: string): Promise<void> {
  const giveUpAt = performance.now() + SETTLE_MS;
  await withDatabase(databaseUrl, async (database) => {
    for (;;) {
      const { rows } = await database.query(`SELECT id FROM orders WHERE status = 'reserved'`);
      if (rows.length === 0) return;
      if (performance.now() > giveUpAt) throw new Error(`${rows.length} orders are still reserved.`);
      await delay(500);
    }
  });
}

async function stockOf(database: pg.Client): Promise<Stock> {
  const { rows } = await database.query<{ sku: string; stock: number }>(`
    SELECT products.sku, products.stock + coalesce(sum(order_lines.quantity) FILTER (WHERE orders.status <> 'released'), 0)::int AS stock
    FROM products LEFT JOIN order_lines ON order_lines.sku = products.sku LEFT JOIN orders ON orders.id = order_lines.order_id
    GROUP BY products.sku, products.stock`);
  return new Map(rows.map(({ sku, stock }) => [sku, stock]));
}

async function withDatabase<T>(
  connectionString: string,
  use: (database: pg.Client) => Promise<T>,
): Promise<T> {
  const database = new pg.Client({ connectionString });
  await database.connect();
  try {
    return await use(database);
  } finally {
    await database.end();
  }
}
