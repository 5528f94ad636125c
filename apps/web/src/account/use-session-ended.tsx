import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { onSessionEnded } from '../api/session-ended';
import { cartQuery } from '../cart/cart.queries';
import { keepCart } from '../cart/kept-cart';
import { useLastFullCart } from '../cart/use-last-full-cart';
import { customerQuery } from './account.queries';
import { isPrivate } from './private-queries';
import { isForCustomers, signInPath } from './sign-in-path';

/** When the session of a customer is over, says so, keeps what was in the cart, and offers the way back to this page. */
export function useSessionEnded(): void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  // A cart that is suddenly empty may be the first sign of it: then it is asked who one is.
  const emptied = useLastFullCart(async () => {
    if (queries.getQueryData(customerQuery.queryKey)) await queries.invalidateQueries(customerQuery);
    // It had another reason, as a checkout is: what was in it is not to come back.
    emptied.current = undefined;
  });
  const { pathname } = location;
  const back = signInPath(location);
  useEffect(
    () =>
      onSessionEnded(() => {
        const customer = queries.getQueryData(customerQuery.queryKey);
        const cart = emptied.current ?? queries.getQueryData(cartQuery.queryKey);
        if (customer && cart) keepCart(customer.id, cart, sessionStorage);
        queries.setQueryData(customerQuery.queryKey, null);
        queries.removeQueries({ predicate: isPrivate });
        void queries.invalidateQueries(cartQuery);
        notifications.show({
          title: 'Your session has ended',
          message: (
            <>
              It expired, was ended on another device, or is not known to the replica that answered.
              {!isForCustomers(pathname) && <GoOn onClick={() => void navigate(back)} />}
            </>
          ),
          color: 'orange',
          autoClose: 12_000,
        });
      }),
    [queries, navigate, pathname, back, emptied],
  );
}

function GoOn({ onClick }: { onClick: () => void }) {
  return (
    <>
      {' '}
      <Anchor component="button" type="button" size="sm" onClick={onClick}>
        Sign in again
      </Anchor>
    </>
  );
}
