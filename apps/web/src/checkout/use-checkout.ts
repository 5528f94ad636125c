import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, take } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { CheckoutRequest } from '../api/types';
import { attemptKey, endAttempt, hasEnded, mayHaveGoneThrough } from './attempt';

/**
 * So many times an attempt with an open end is repeated before the visitor is asked. A replica that died holds an order for
 * ten seconds: only then may another one finish it.
 */
const REPEATS = 8;
/** Between repeats at most, in seconds, unless the server asks for more. */
const LONGEST_PAUSE = 4;

/** The key of the mutation that places an order. */
export const CHECKOUT = ['checkout'];

/** What was sent off. */
interface Placed {
  form: CheckoutRequest;
  /** What the buyer was shown, in minor units; undefined where the price of the delivery was not known yet. */
  total: number | undefined;
}

/** Orders what is in the cart, once however often it has to be sent, and goes on to the order. */
export function useCheckout() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationKey: CHECKOUT,
    mutationFn: ({ form, total }: Placed) => {
      const header = {
        'Idempotency-Key': attemptKey(form, sessionStorage),
        ...(total !== undefined && { 'Expected-Total': total }),
      };
      return take(api.POST('/api/checkout', { body: form, params: { header } }));
    },
    retry: (failures, error) => failures < REPEATS && mayHaveGoneThrough(error),
    retryDelay: (failures, error) =>
      1000 * ((error as ApiProblem).retryAfterSeconds ?? Math.min(0.5 * 2 ** failures, LONGEST_PAUSE)),
    async onSuccess(order) {
      endAttempt(sessionStorage);
      queries.setQueryData(['order', order.id], order);
      await navigate(`/orders/${order.id}`, { replace: true, state: { placed: true } });
      // After leaving: an empty cart would send the visitor away from the checkout.
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['cart'] }),
        queries.invalidateQueries({ queryKey: ['orders'] }),
        queries.invalidateQueries({ queryKey: ['product'] }),
        queries.invalidateQueries({ queryKey: ['products'] }),
      ]);
    },
    onError(error) {
      if (hasEnded(error)) endAttempt(sessionStorage);
      if (error instanceof ApiProblem && error.status === 409)
        void queries.invalidateQueries({ queryKey: ['cart'] });
    },
  });
}
