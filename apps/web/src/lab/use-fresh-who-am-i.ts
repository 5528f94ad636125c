import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { cartQuery } from '../cart/cart.queries';
import { whoAmIQuery } from './lab.queries';
import type { Mode } from './modes';

/** Asks who answers again at each page, when the cart changed, and in another mode. */
export function useFreshWhoAmI({ routing, state }: Mode): void {
  const queries = useQueryClient();
  const { pathname } = useLocation();
  const { data: version } = useQuery({ ...cartQuery, select: (cart) => cart.version });
  useEffect(() => {
    void queries.invalidateQueries(whoAmIQuery);
  }, [queries, pathname, version, routing, state]);
}
