import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { customerQuery } from '../account/account.queries';
import { lastServedBy } from '../api/served-by';
import { cartQuery } from '../cart/cart.queries';
import { lostLines } from './lost-lines';
import { lostWords } from './lost-words';
import { presetOf, type Mode } from './modes';

/** The notice of the lab about what became of a cart: there is one at a time. */
export const LOST_CART = 'lost-cart';

/** Says why the cart lost something, whatever the mode. @returns whether it did since the page was loaded */
export function useLostCartNotice({ routing, state }: Mode): boolean {
  const [lost, setLost] = useState(false);
  const queries = useQueryClient();
  useEffect(() => {
    const shared = presetOf({ routing, state }) !== 'broken';
    let before = queries.getQueryData(cartQuery.queryKey);
    let servedBefore = lastServedBy();
    let customerBefore = queries.getQueryData(customerQuery.queryKey);
    return queries.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success' || event.query.queryKey[0] !== 'cart')
        return;
      const next = queries.getQueryData(cartQuery.queryKey);
      const now = lastServedBy();
      const missing = lostLines(before, next, { own: event.action.manual === true, shared });
      // A customer whose cart is gone has signed out, or is told that the session has ended.
      const told = customerBefore && next?.items.length === 0;
      if (missing.length > 0 && !told) {
        notifications.show({
          id: LOST_CART,
          ...lostWords({ mode: { routing, state }, before: servedBefore, now }),
          color: 'orange',
          autoClose: 12_000,
        });
        setLost(true);
      }
      before = next;
      servedBefore = now;
      customerBefore = queries.getQueryData(customerQuery.queryKey);
    });
  }, [queries, routing, state]);
  return lost;
}
