import { useInfiniteQuery } from '@tanstack/react-query';
import { stockQuery } from './admin.queries';
import { FindField, useFindField } from './find-field';
import { MoreRows } from './more-rows';
import { ProductItem } from './product-item';
import classes from './products-page.module.css';

/** The goods: what they cost, and how many are there. */
export function ProductsPage() {
  const { typed, type, words } = useFindField();
  const products = useInfiniteQuery(stockQuery(words));
  const goods = products.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label="Products">
      <FindField label="Find a product" typed={typed} onType={type} />
      <ul className={classes.goods}>
        {goods.map((product) => (
          <ProductItem key={product.sku} product={product} />
        ))}
      </ul>
      <MoreRows rows={products} count={goods.length} />
    </section>
  );
}
