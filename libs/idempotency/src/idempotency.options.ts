import type { IdempotencyStore } from './store/idempotency-store.js';

/** The part of a request, Fastify's or Express's, that decides what a key stands for. */
export interface IdempotentRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** Fastify's route. */
  readonly routeOptions?: { readonly url?: string | undefined };
  /** Express's route, and the path at which its router is mounted. */
  readonly route?: { readonly path?: unknown };
  readonly baseUrl?: string;
  /** What Nest found for the parameters of `@Controller({ host })`. */
  readonly hosts?: unknown;
}

/** How idempotency keys are kept. */
export interface IdempotencyOptions {
  readonly store: IdempotencyStore;
  /** The owner of the key: the id of the user who is signed in. Two users may use the same key. */
  readonly scopeOf: (request: never) => string | undefined;
  /** How long, in ms, a retry waits for the first request before it gets a 409. Default 1500. */
  readonly waitMs?: number;
  /** How long, in ms, a request may act before a retry acts in its place: longer than any handler takes. Default 30000. */
  readonly leaseMs?: number;
  /** How long, in ms, one step of the store may take before it counts as unavailable. Default 1000. */
  readonly storeTimeoutMs?: number;
  /** How long, in s, an answer is kept. Default 86400. */
  readonly keepSeconds?: number;
  /** Longest answer to keep, in bytes; the repeat of a longer one is a 409, as of a stream. Default 1048576. */
  readonly maxAnswerBytes?: number;
  /**
   * What to do while the store is unavailable: `refuse` by a 503, or `run` the handler unguarded, where a unique key behind it
   * keeps it from acting twice. Default `refuse`.
   */
  readonly whenStoreIsAway?: 'refuse' | 'run';
}
