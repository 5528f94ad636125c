import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client';
import type { Order } from '../api/types';

/** So many rows come at a time. */
const PAGE_SIZE = 30;

/** The products with their stock, found by words. */
export function stockQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: ['admin', 'products', search],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(search && { search }), cursor: pageParam, limit: PAGE_SIZE };
      return take(api.GET('/api/admin/products', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    // What is open or half filled in stays so while other words are looked for.
    placeholderData: keepPreviousData,
  });
}

/** Everybody's orders of one status; without one, all that were not given up. */
export function allOrdersQuery(status: Order['status'] | undefined) {
  return infiniteQueryOptions({
    queryKey: ['admin', 'orders', status],
    queryFn: ({ pageParam, signal }) => {
      const query = { status, cursor: pageParam, limit: PAGE_SIZE };
      return take(api.GET('/api/admin/orders', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Who has an account, found by a part of the name or the address. */
export function usersQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: ['admin', 'users', search],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(search && { search }), cursor: pageParam, limit: PAGE_SIZE };
      return take(api.GET('/api/admin/users', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    // What is open or half filled in stays so while other words are looked for.
    placeholderData: keepPreviousData,
  });
}

/** Where a user is signed in, as far as the states can list it. */
export function userSessionsQuery(id: string) {
  return queryOptions({
    queryKey: ['admin', 'sessions', id],
    queryFn: async ({ signal }) =>
      (await take(api.GET('/api/admin/users/{id}/sessions', { params: { path: { id } }, signal }))).items,
  });
}
