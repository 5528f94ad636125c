import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client';
import type { Cart } from '../api/types';

/** The visitor's cart. Never taken for fresh: another tab or another replica may hold a newer one. */
export const cartQuery = queryOptions({
  queryKey: ['cart'],
  queryFn: ({ signal }) => take(api.GET('/api/cart', { signal })),
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
  const { sku } = change;
  const params = { path: { sku } };
  switch (change.kind) {
    case 'add':
      return take(api.POST('/api/cart/items', { body: { sku, quantity: change.quantity } }));
    case 'set':
      return take(api.PATCH('/api/cart/items/{sku}', { params, body: { quantity: change.quantity } }));
    case 'remove':
      return take(api.DELETE('/api/cart/items/{sku}', { params }));
  }
}
