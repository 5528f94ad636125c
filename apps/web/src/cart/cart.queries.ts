import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/client';
import type { Cart } from '../api/types';

/** The visitor's cart. Never taken for fresh: another tab or another replica may hold a newer one. */
export const cartQuery = queryOptions({
  queryKey: ['cart'],
  queryFn: ({ signal }) => call<Cart>('GET', '/cart', { signal }),
  staleTime: 0,
  refetchOnWindowFocus: 'always',
});

/** One change of the cart. */
export type CartChange =
  | { kind: 'add'; sku: string; quantity: number }
  | { kind: 'set'; sku: string; quantity: number }
  | { kind: 'remove'; sku: string };

/** Sends a change, and gives the cart after it. */
export function sendChange(change: CartChange): Promise<Cart> {
  const item = `/cart/items/${encodeURIComponent(change.sku)}`;
  switch (change.kind) {
    case 'add':
      return call('POST', '/cart/items', { body: { sku: change.sku, quantity: change.quantity } });
    case 'set':
      return call('PATCH', item, { body: { quantity: change.quantity } });
    case 'remove':
      return call('DELETE', item);
  }
}
