import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { showStock } from './show-stock';

test('what is left shows in lists, on the good’s own page and in the cart; the rest stays as it is', () => {
  const queries = new QueryClient();
  const good = (sku: string, stock: number) => ({ sku, name: sku, stock });
  queries.setQueryData(['products', {}], {
    pages: [{ items: [good('a', 5), good('b', 5)], nextCursor: null }],
    pageParams: [undefined],
  });
  queries.setQueryData(['product', 'a'], good('a', 5));
  queries.setQueryData(['product', 'b'], good('b', 5));
  queries.setQueryData(['cart'], { version: 3, items: [{ ...good('a', 5), quantity: 2 }] });
  showStock(queries, [{ sku: 'a', stock: 1 }]);
  expect(queries.getQueryData(['products', {}])).toMatchObject({
    pages: [{ items: [good('a', 1), good('b', 5)] }],
  });
  expect(queries.getQueryData(['product', 'a'])).toEqual(good('a', 1));
  expect(queries.getQueryData(['product', 'b'])).toEqual(good('b', 5));
  expect(queries.getQueryData(['cart'])).toEqual({ version: 3, items: [{ ...good('a', 1), quantity: 2 }] });
});
