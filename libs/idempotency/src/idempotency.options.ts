import type { IdempotencyStore } from './store/idempotency-store.js';

/** The part of a request, Fastify's or Express's, that decides what a key stands for. */
export interface IdempotentRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** How idempotency keys are kept. */
export interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  /** Whose key it is: the id of the user who is signed in. Keys of two users never meet. */
  readonly scopeOf: (request: never) => string | undefined;
  /** How long, in ms, a retry waits for the first request before it gets a 409. Default 1500. */
  readonly waitMs?: number;
  /** How long, in ms, a request may act before a retry acts in its place: longer than any handler takes. Default 30000. */
  readonly leaseMs?: number;
  /** How long, in s, an answer is kept. Default 86400. */
  readonly keepSeconds?: number;
  /**
   * What to do while the store is away: `refuse` by a 503, or `run` the handler unguarded, where a unique key behind it
   * keeps it from acting twice. Default `refuse`.
   */
  readonly whenStoreIsAway?: 'refuse' | 'run';
}
