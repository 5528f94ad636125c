import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../catalogue/', import.meta.url);

/** Reads the products and categories of prisma/catalogue. */
export function readCatalogue() {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const parts = files.map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  return {
    categories: parts.map(({ category }) => category),
    products: parts.flatMap(({ category, products }) =>
      products.map((product) => ({ ...product, category: category.slug })),
    ),
  };
}

/**
 * Puts the catalogue into the database. Of products that exist only the texts are updated: price and stock belong to the shop.
 * @param {import('pg').Client} connection
 */
export async function seedCatalogue(connection) {
  const { categories, products } = readCatalogue();
  await connection.query(
    `INSERT INTO categories (slug, name, position)
     SELECT slug, name, position FROM jsonb_to_recordset($1) AS new(slug text, name text, position int)
     ON CONFLICT (slug) DO UPDATE SET name = excluded.name, position = excluded.position`,
    [JSON.stringify(categories)],
  );
  await connection.query(
    `INSERT INTO products AS old (sku, slug, name, description, category, unit, price, stock, icon)
     SELECT sku, slug, name, description, category, unit, price, stock, icon
       FROM jsonb_to_recordset($1) AS new(sku text, slug text, name text, description text, category text, unit text,
                                          price int, stock int, icon text)
     ON CONFLICT (sku) DO UPDATE
       SET slug = excluded.slug, name = excluded.name, description = excluded.description,
           category = excluded.category, unit = excluded.unit, icon = excluded.icon, updated_at = now()
       WHERE (old.slug, old.name, old.description, old.category, old.unit, old.icon)
          IS DISTINCT FROM
             (excluded.slug, excluded.name, excluded.description, excluded.category, excluded.unit, excluded.icon)`,
    [JSON.stringify(products)],
  );
}
