import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/client';
import { ApiProblem } from '../api/problem';
import type { Mode, Preset } from './modes';

/** The visitor's mode. */
export interface ModeAnswer extends Mode {
  preset: Preset | null;
  /** After a change: whether the cart and the sign-in could be taken along. */
  carried?: boolean;
  /** Where the page goes next. */
  location?: string;
}

/** What the answering replica knows of this visitor. */
export interface WhoAmI extends Mode {
  replica: string;
  session: { ref: string; createdAt: string; version: number; hits: number } | null;
}

/** The mode, or null where this shop is no lab. */
export const modeQuery = queryOptions({
  queryKey: ['lab', 'mode'],
  async queryFn({ signal }) {
    try {
      return await call<ModeAnswer>('GET', '/lab/mode', { signal });
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

/** Sets this visitor's mode from the next request on. */
export function changeMode(mode: Mode | { preset: Preset }): Promise<ModeAnswer> {
  return call<ModeAnswer>('PUT', '/lab/mode', { body: mode });
}

/** Who answered, and the session that it sees. It counts the visit, so it writes. */
export const whoAmIQuery = queryOptions({
  queryKey: ['lab', 'whoami'],
  queryFn: ({ signal }) => call<WhoAmI>('GET', '/lab/whoami', { signal, writesSession: true }),
  retry: false,
});
