import { Table, VisuallyHidden } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { FindField, useFindField } from './find-field';
import { MoreRows } from './more-rows';
import { ProductRow } from './product-row';
import { stockQuery } from './admin.queries';
import classes from './admin-table.module.css';

/** The goods: what they cost, and how many are there. */
export function ProductsPage() {
  const { typed, type, words } = useFindField();
  const products = useInfiniteQuery(stockQuery(words));
  const goods = products.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label="Goods">
      <FindField label="Find a good" typed={typed} onType={type} />
      {goods.length > 0 && (
        <div className={classes.scroll}>
          <Table verticalSpacing="xs" className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Good</Table.Th>
                <Table.Th>Price</Table.Th>
                <Table.Th>Stock</Table.Th>
                <Table.Th>
                  <VisuallyHidden>Save</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {goods.map((product) => (
                <ProductRow key={product.sku} product={product} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <MoreRows rows={products} count={goods.length} />
    </section>
  );
}
