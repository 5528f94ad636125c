import type { Cart } from '../api/types';

/** How two carts that were read one after the other came about. */
interface Reading {
  /** Whether the second is the answer to a change that this page made. */
  own: boolean;
  /** Whether every replica reads the same cart, so that a higher version is a later one. */
  shared: boolean;
}

/**
 * The products that were in the cart and no longer are, although the visitor did not remove them. An answer to one's own change
 * may be shorter because a line was removed; one that brings a new line and lacks old ones has lost them. A later version of a
 * shared cart is what another tab made of it.
 */
export function lostLines(
  before: Cart | undefined,
  next: Cart | undefined,
  { own, shared }: Reading,
): string[] {
  if (!before || !next) return [];
  if (shared && next.version > before.version) return [];
  const had = new Set(before.items.map((line) => line.sku));
  const has = new Set(next.items.map((line) => line.sku));
  const gained = [...has].some((sku) => !had.has(sku));
  return own && !gained ? [] : [...had].filter((sku) => !has.has(sku));
}
