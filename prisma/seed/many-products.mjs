import { readCatalogue } from './catalogue.mjs';

const origins = [
  'Alpine',
  'Coastal',
  'Valley',
  'Island',
  'Northern',
  'Southern',
  'Riverside',
  'Highland',
  'Lakeside',
  'Old town',
];
const grades = [
  'organic',
  'hand-picked',
  'early',
  'late',
  'small-batch',
  'family farm',
  'reserve',
  'everyday',
];

/**
 * Adds variants of the catalogue's products until the shop has `count` products, for load tests. Each run adds the same ones. The
 * database generates them: sending 100,000 rows would take longer.
 * @param {import('pg').Client} connection
 * @param {number} count
 */
export async function seedUpTo(connection, count) {
  const skus = readCatalogue().products.map(({ sku }) => sku);
  const missing = count - skus.length;
  if (missing <= 0) return;
  await connection.query(
    `WITH original AS (
       SELECT *, row_number() OVER (ORDER BY sku) - 1 AS position FROM products WHERE sku = ANY ($1)
     )
     INSERT INTO products (sku, slug, name, description, category, unit, price, stock, icon)
     SELECT 'LOT-' || lpad(number::text, 7, '0'),
            'lot-' || number || '-' || slug,
            ($2::text[])[1 + number % cardinality($2::text[])] || ' ' ||
              ($3::text[])[1 + (number / 7) % cardinality($3::text[])] || ' ' || lower(name) || ', lot ' || number,
            description, category, unit, price + (number % 90)::int, 1000, icon
       FROM generate_series(1, $4::int) AS number
       JOIN original ON original.position = number % cardinality($1)
      WHERE NOT EXISTS (SELECT FROM products WHERE sku = 'LOT-' || lpad(number::text, 7, '0'))`,
    [skus, origins, grades, missing],
  );
  // Autovacuum would take a minute to update the statistics that the planner needs.
  await connection.query('ANALYZE products');
}
