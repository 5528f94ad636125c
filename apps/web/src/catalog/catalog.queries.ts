import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client';

/** So many products come at a time. */
const PAGE_SIZE = 24;
/** So many are suggested while one types. */
const SUGGESTIONS = 6;

/** Which products to list; empty means all. */
export interface ProductFilter {
  search?: string;
  category?: string;
  inStock?: 'true';
  /** Minor units. */
  maxPrice?: number;
}

/** A list of products, page by page. */
export function productsQuery(filter: ProductFilter) {
  return infiniteQueryOptions({
    queryKey: ['products', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, cursor: pageParam, limit: PAGE_SIZE };
      return take(api.GET('/api/products', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 60_000,
  });
}

/** One good, with its stock as it is now. */
export function productQuery(slug: string) {
  return queryOptions({
    queryKey: ['product', slug],
    queryFn: ({ signal }) => take(api.GET('/api/products/{slug}', { params: { path: { slug } }, signal })),
  });
}

/** The stalls of the market, in their order. */
export const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  queryFn: async ({ signal }) => (await take(api.GET('/api/categories', { signal }))).items,
  staleTime: Infinity,
});

/** The first few products for what is being typed. */
export function suggestionsQuery(words: string) {
  return queryOptions({
    queryKey: ['suggestions', words],
    queryFn: async ({ signal }) => {
      const query = { search: words, limit: SUGGESTIONS };
      return (await take(api.GET('/api/products', { params: { query }, signal }))).items;
    },
    enabled: words !== '',
    staleTime: 60_000,
    // What fits the last letters stays until it is known what fits the next.
    placeholderData: keepPreviousData,
  });
}
