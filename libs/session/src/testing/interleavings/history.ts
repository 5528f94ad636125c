import type { FrozenSessionData } from '../../session.js';
import type { OperationName, Scenario } from './scenario.js';
import type { StoreCall } from './store-gate.js';

/** What became of an operation. It is `unknown` if a store call failed: the operation may have been carried out. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** An operation of a request. Times are positions in the order of all events. */
export interface OperationRecord {
  readonly request: number;
  readonly index: number;
  readonly name: OperationName;
  readonly token: string;
  readonly began: number;
  ended: number;
  outcome: Outcome;
  /** What it returned. */
  result?: unknown;
  error?: unknown;
  /** Id of the request's session before the operation, undefined if it had none. */
  readonly before: string | undefined;
}

/** A request as its client sees it. */
export interface RequestRecord {
  readonly number: number;
  /** When the store answered the first read. */
  openedAt: number;
  /** Id of the session that it opened, undefined if it opened none. */
  opened: string | undefined;
  status: number;
  error?: unknown;
  /** What the response does to the session cookie: the id that it sets. */
  cookie: { readonly id: string } | 'cleared' | undefined;
}

/** A session id, and what the store holds under it when all requests are over. */
export interface IdRecord {
  readonly id: string;
  /** Request that created it; 0 for the id that all requests came with. */
  readonly creator: number;
  readonly createdAt: number;
  /** The id that it replaced, undefined if it began a session. */
  readonly parent: string | undefined;
  /** Whether a client has its cookie. */
  readonly held: boolean;
  /** What it opens, undefined if it opens nothing. */
  readonly data: FrozenSessionData | undefined;
  /** If a note of a successor is left under it: how long the note lives, in ms. */
  readonly noteMs: number | undefined;
}

/** Everything that happened in one schedule. */
export interface History {
  readonly scenario: Scenario;
  readonly user: string;
  readonly calls: readonly StoreCall[];
  readonly requests: readonly RequestRecord[];
  readonly operations: readonly OperationRecord[];
  readonly ids: readonly IdRecord[];
  /** Ids in the list of the user's sessions at the end; undefined if the store has no lists. */
  readonly listed: readonly string[] | undefined;
}
