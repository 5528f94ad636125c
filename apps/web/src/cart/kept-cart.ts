import { api, take } from '../api/client';
import type { Cart } from '../api/types';

const PLACE = 'kept-cart';

interface KeptCart {
  customerId: string;
  lines: { sku: string; quantity: number }[];
}

/**
 * Keeps what a customer had in the cart when their session ended: the cart went with the session.
 *
 * @param storage the tab's `sessionStorage`
 */
export function keepCart(customerId: string, cart: Cart, storage: Storage): void {
  const lines = cart.items.map(({ sku, quantity }) => ({ sku, quantity }));
  if (lines.length > 0) storage.setItem(PLACE, JSON.stringify({ customerId, lines } satisfies KeptCart));
}

/** What was kept for this customer, once. For another one, nothing; and what was kept is forgotten. */
export function takeKeptCart(customerId: string, storage: Storage): KeptCart['lines'] {
  const text = storage.getItem(PLACE);
  storage.removeItem(PLACE);
  const kept = text === null ? undefined : (JSON.parse(text) as KeptCart);
  return kept?.customerId === customerId ? kept.lines : [];
}

/**
 * Puts the saved products of a customer back into the cart, except those that it already holds.
 *
 * @returns how many products came back
 */
export async function restoreKeptCart(customerId: string, storage: Storage): Promise<number> {
  const kept = takeKeptCart(customerId, storage);
  if (kept.length === 0) return 0;
  const { items } = await take(api.GET('/api/cart'));
  const missing = kept.filter(({ sku }) => !items.some((line) => line.sku === sku));
  // Not all or nothing: a product may have sold out meanwhile.
  const answers = await Promise.allSettled(
    missing.map((line) => take(api.POST('/api/cart/items', { body: line }))),
  );
  return missing.reduce(
    (sum, line, at) => sum + (answers[at]?.status === 'fulfilled' ? line.quantity : 0),
    0,
  );
}
