import pg from 'pg';

/** What the database says when all is over. */
export interface Books {
  readonly orders: number;
  /** Goods of which more were sold than there were. */
  readonly oversold: number;
  /** Goods whose stock is not what was there before less what is in orders. */
  readonly wrongStock: number;
  /** Keys under which there is more than one order. */
  readonly doubled: number;
}

type Stock = ReadonlyMap<string, number>;

/** How much there is of everything, less what orders hold: what would be there without any order. */
export async function stockWithoutOrders(databaseUrl: string): Promise<Stock> {
  return withDatabase(databaseUrl, async (database) => stockOf(database));
}

/** Compares the books with what was there at the beginning. */
export async function audit(databaseUrl: string, before: Stock): Promise<Books> {
  return withDatabase(databaseUrl, async (database) => {
    const count = async (sql: string) =>
      Number((await database.query<{ count: string }>(sql)).rows[0]?.count);
    const after = await stockOf(database);
    return {
      orders: await count('SELECT count(*) FROM orders'),
      oversold: await count('SELECT count(*) FROM products WHERE stock < 0'),
      wrongStock: [...after].filter(([sku, stock]) => before.get(sku) !== stock).length,
      doubled: await count(
        `SELECT count(*) FROM (SELECT FROM orders GROUP BY user_id, idempotency_key HAVING count(*) > 1) AS twice`,
      ),
    };
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
