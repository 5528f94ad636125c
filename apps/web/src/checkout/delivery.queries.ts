import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client';

/** The ways of delivery, with their prices in minor units. */
export const deliveryQuery = queryOptions({
  queryKey: ['delivery'],
  queryFn: async ({ signal }) => (await take(api.GET('/api/delivery', { signal }))).items,
  staleTime: Infinity,
});
