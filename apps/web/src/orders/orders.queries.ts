import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/client';
import type { Order, Page } from '../api/types';

/** My orders, the newest first, page by page. */
export const ordersQuery = infiniteQueryOptions({
  queryKey: ['orders'],
  queryFn: ({ pageParam, signal }) =>
    call<Page<Order>>('GET', `/orders${pageParam && `?${new URLSearchParams({ cursor: pageParam })}`}`, {
      signal,
    }),
  initialPageParam: '',
  getNextPageParam: (page) => page.nextCursor,
});

/** One of my orders. */
export function orderQuery(id: string) {
  return queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => call<Order>('GET', `/orders/${encodeURIComponent(id)}`, { signal }),
  });
}
