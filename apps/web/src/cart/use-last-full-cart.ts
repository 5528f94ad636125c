import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type RefObject } from 'react';
import type { Cart } from '../api/types';
import { cartQuery } from './cart.queries';

/**
 * The cart as it was before it came back empty, although nobody here emptied it. Undefined while nothing of that kind
 * happened.
 *
 * @param onEmptied called when it comes back empty
 */
export function useLastFullCart(onEmptied: () => Promise<void>): RefObject<Cart | undefined> {
  const queries = useQueryClient();
  const full = useRef<Cart>(undefined);
  const tell = useRef(onEmptied);
  useEffect(() => {
    tell.current = onEmptied;
  });
  useEffect(() => {
    let before = queries.getQueryData(cartQuery.queryKey);
    return queries.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success') return;
      if (event.query.queryKey[0] !== 'cart') return;
      const next = queries.getQueryData(cartQuery.queryKey);
      const own = event.action.manual === true;
      const emptied = !own && next?.items.length === 0 && (before?.items.length ?? 0) > 0;
      full.current = emptied ? before : next?.items.length === 0 && !own ? full.current : undefined;
      before = next;
      if (emptied) void tell.current();
    });
  }, [queries]);
  return full;
}
