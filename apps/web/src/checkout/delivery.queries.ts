import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client';
import type { Cart, CheckoutRequest } from '../api/types';

/** A way of delivery, with its price in minor units. */
export interface Delivery {
  delivery: CheckoutRequest['delivery'];
  price: number;
  currency: string;
}

/** The ways of delivery, with their prices in minor units. */
export const deliveryQuery = queryOptions({
  queryKey: ['delivery'],
  queryFn: async ({ signal }) => (await take(api.GET('/api/delivery', { signal }))).items,
  staleTime: Infinity,
});

/** What a cart comes to with its delivery, in minor units: what the buyer is shown, and pays. */
export function totalWith(cart: Cart, delivery: Delivery): number {
  return cart.total + delivery.price;
}
