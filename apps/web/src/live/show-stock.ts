import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Product } from '../api/types';
import { cartQuery } from '../cart/cart.queries';

/** What is left of a good. */
export interface StockChange {
  readonly sku: string;
  readonly stock: number;
}

/** A page of a list of products. */
interface ProductPage {
  items: Product[];
}

/** Updates the stock of every product on this page, without a request. */
export function showStock(queries: QueryClient, changes: readonly StockChange[]): void {
  const stock = new Map(changes.map((change) => [change.sku, change.stock]));
  const patched = <Good extends { sku: string; stock: number }>(good: Good): Good =>
    stock.has(good.sku) ? { ...good, stock: stock.get(good.sku)! } : good;
  queries.setQueriesData<InfiniteData<ProductPage>>(
    { queryKey: ['products'] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({ ...page, items: page.items.map(patched) })),
      },
  );
  queries.setQueriesData<Product>({ queryKey: ['product'] }, (product) => product && patched(product));
  queries.setQueryData(cartQuery.queryKey, (cart) => cart && { ...cart, items: cart.items.map(patched) });
}
