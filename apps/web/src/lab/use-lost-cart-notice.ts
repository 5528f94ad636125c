import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { cartQuery } from '../cart/cart.queries';
import { lostLines } from './lost-lines';
import { presetOf, type Mode } from './modes';

/** In the broken mode, says why the cart is suddenly empty. @returns whether a cart was lost since the page was loaded */
export function useLostCartNotice({ routing, state }: Mode): boolean {
  const [lost, setLost] = useState(false);
  const queries = useQueryClient();
  const broken = presetOf({ routing, state }) === 'broken';
  useEffect(() => {
    if (!broken) return;
    let before = queries.getQueryData(cartQuery.queryKey);
    return queries.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success' || event.query.queryKey[0] !== 'cart')
        return;
      const next = queries.getQueryData(cartQuery.queryKey);
      if (lostLines(before, next, event.action.manual === true).length > 0) {
        tellLost();
        setLost(true);
      }
      before = next;
    });
  }, [queries, broken]);
  return lost;
}

function tellLost(): void {
  notifications.show({
    id: 'lost-cart',
    title: 'Your cart was on another replica',
    message:
      'The one that answered now has never heard of it. Sticky or external would have kept your goods.',
    color: 'orange',
    autoClose: 8000,
  });
}
