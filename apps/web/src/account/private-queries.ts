import type { Query } from '@tanstack/react-query';

const NAMES = new Set<unknown>(['orders', 'order', 'sessions', 'admin']);

/** Picks the answers that nobody but the customer may see: they go when the customer does. */
export function isPrivate({ queryKey }: Pick<Query, 'queryKey'>): boolean {
  return NAMES.has(queryKey[0]);
}
