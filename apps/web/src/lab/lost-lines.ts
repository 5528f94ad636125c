import type { Cart } from '../api/types';

/**
 * The goods that were in the cart and no longer are, although nobody here took them out. An answer to a change of one's own
 * may be shorter because a good was removed; one that brings a new good and lacks old ones has lost them.
 *
 * @param own whether `next` answers a change that this page made
 */
export function lostLines(before: Cart | undefined, next: Cart | undefined, own: boolean): string[] {
  if (!before || !next) return [];
  const had = new Set(before.items.map((line) => line.sku));
  const has = new Set(next.items.map((line) => line.sku));
  const gained = [...has].some((sku) => !had.has(sku));
  return own && !gained ? [] : [...had].filter((sku) => !has.has(sku));
}
