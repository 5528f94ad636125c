import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import { call } from '../api/client';
import { rememberSignedIn } from '../api/signed-in-before';
import { nextPath } from './next-path';

/** What the two forms send. */
export interface Credentials {
  email: string;
  password: string;
  /** For a new account only. */
  name?: string;
}

/** Signs in, or up, and goes on to where the visitor was headed. */
export function useSignIn(path: '/auth/login' | '/auth/register') {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  return useMutation({
    mutationFn: (credentials: Credentials) => call('POST', path, { body: credentials }),
    async onSuccess() {
      rememberSignedIn(true);
      // Who one is, and with it the cart and the orders, are others now.
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'products' });
      await navigate(nextPath(parameters.get('next')), { replace: true });
    },
  });
}
