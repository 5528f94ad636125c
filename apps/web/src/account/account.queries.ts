import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client';
import { ApiProblem } from '../api/problem';
import { signedInBefore } from '../api/signed-in-before';
import type { Customer } from '../api/types';

/** Who is signed in, or null. Someone who never signed in here is a guest without asking. */
export const customerQuery = queryOptions({
  queryKey: ['customer'],
  queryFn: ({ signal }) => (signedInBefore() ? readCustomer(signal) : null),
  staleTime: 30_000,
});

/** Everywhere the customer is signed in, as far as the mode can list it. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await take(api.GET('/api/auth/sessions', { signal }))).items,
});

async function readCustomer(signal: AbortSignal): Promise<Customer | null> {
  try {
    return await take(api.GET('/api/auth/me', { signal }));
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}
