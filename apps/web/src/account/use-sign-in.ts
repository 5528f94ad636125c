import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import { api, take } from '../api/client';
import { rememberSignedIn } from '../api/signed-in-before';
import type { Credentials, Customer, Registration } from '../api/types';
import { restoreKeptCart } from '../cart/kept-cart';
import { nextPath } from './next-path';

/** Signs in. */
export const signIn = (credentials: Credentials) => take(api.POST('/api/auth/login', { body: credentials }));

/** Makes an account, and signs in to it. */
export const signUp = (registration: Registration) =>
  take(api.POST('/api/auth/register', { body: registration }));

/** Sends one of the two forms, and goes on to where the visitor was headed. */
export function useSignIn<Form>(send: (form: Form) => Promise<Customer>) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  return useMutation({
    mutationFn: send,
    async onSuccess(customer) {
      rememberSignedIn(true);
      // That a session has ended is no news any more.
      notifications.clean();
      const back = await restoreKeptCart(customer.id, sessionStorage);
      if (back > 0) notifications.show({ title: 'Welcome back', message: 'Your cart is back.' });
      // Who one is, and with it the cart and the orders, are others now.
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'products' });
      await navigate(nextPath(parameters.get('next')), { replace: true });
    },
  });
}
