import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/client';
import type { Page, Product } from '../api/types';

/** So many goods come at a time. */
const PAGE_SIZE = 24;

/** Which goods to list; empty means all. */
export interface ProductFilter {
  search?: string;
  category?: string;
}

/** A list of goods, page by page. */
export function productsQuery(filter: ProductFilter) {
  return infiniteQueryOptions({
    queryKey: ['products', filter],
    queryFn: ({ pageParam, signal }) =>
      call<Page<Product>>('GET', `/products?${parameters(filter, pageParam)}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 60_000,
  });
}

/** One good, with its stock as it is now. */
export function productQuery(slug: string) {
  return queryOptions({
    queryKey: ['product', slug],
    queryFn: ({ signal }) => call<Product>('GET', `/products/${encodeURIComponent(slug)}`, { signal }),
  });
}

function parameters(filter: ProductFilter, cursor: string): URLSearchParams {
  const given = Object.entries({ ...filter, cursor, limit: String(PAGE_SIZE) }).filter(([, value]) => value);
  return new URLSearchParams(given);
}
