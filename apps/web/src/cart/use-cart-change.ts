import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifyTrouble } from '../shell/notify-trouble';
import { anticipate } from './anticipate';
import { cartQuery, sendChange, type CartChange } from './cart.queries';

const CHANGE = ['cart', 'change'];

/** Changes the cart: shown at once, then as the server answered. A refusal is told in a notice, and the cart read again. */
export function useCartChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: CHANGE,
    mutationFn: (change: CartChange) => sendChange(change),
    async onMutate(change) {
      await queries.cancelQueries(cartQuery);
      queries.setQueryData(cartQuery.queryKey, (cart) => cart && anticipate(cart, change));
    },
    onSuccess(cart) {
      // With more changes under way this answer is already old: the last one counts.
      if (queries.isMutating({ mutationKey: CHANGE }) === 1) queries.setQueryData(cartQuery.queryKey, cart);
    },
    onError(error) {
      notifyTrouble(error);
      return queries.invalidateQueries(cartQuery);
    },
  });
}
