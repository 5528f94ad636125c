import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import type { Customer } from '../api/types';
import { Trouble } from '../shell/trouble';
import { customerQuery } from './account.queries';
import { signInPath } from './sign-in-path';

/** Draws what is only for customers. Guests are asked to sign in, and come back. */
export function CustomerOnly({ children }: { children: (customer: Customer) => ReactNode }) {
  const location = useLocation();
  const { data: customer, error, refetch } = useQuery(customerQuery);
  if (customer) return children(customer);
  if (customer === null) return <Navigate to={signInPath(location)} replace />;
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={320} radius="lg" />;
}
