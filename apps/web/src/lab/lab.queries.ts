import { queryOptions } from '@tanstack/react-query';
import { api, take } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { Mode, Preset } from './modes';

/** The mode, or null where this shop is no lab. */
export const modeQuery = queryOptions({
  queryKey: ['lab', 'mode'],
  async queryFn({ signal }) {
    try {
      return await take(api.GET('/api/lab/mode', { signal }));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

/** Sets this visitor's mode from the next request on. */
export function changeMode(mode: Mode | { preset: Preset }) {
  return take(api.PUT('/api/lab/mode', { body: mode }));
}

/** Who answered, and the session that it sees. */
export const whoAmIQuery = queryOptions({
  queryKey: ['lab', 'whoami'],
  queryFn: ({ signal }) => take(api.GET('/api/lab/whoami', { signal })),
  retry: false,
});
