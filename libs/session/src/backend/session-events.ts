/**
 * What happens to sessions, for metrics and audit logs. All of it is optional, and called at once: return quickly and do
 * not throw. `ref` is a short hash that is safe to log.
 */
export interface SessionEvents {
  /** A request named a session, and its backend was asked for it; `found` tells whether it is alive. */
  loaded?(found: boolean): void;
  /** A session's data were written: by a commit, at its begin, under a new id. */
  committed?(ref: string): void;
  /** A session began. */
  created?(ref: string): void;
  /** A session got a new id, at a log-in for example. */
  renewed?(ref: string, before: string): void;
  /** A session was ended by its own browser. */
  ended?(ref: string): void;
  /** A commit met another writer's and was tried again; `attempt` counts from 1. */
  conflict?(ref: string, attempt: number): void;
  /** A stored session was damaged, and counts as missing. */
  damaged?(ref: string): void;
  /** A stored session has a key, format or schema that this process does not know: a key was removed too early, or a roll-out is on. */
  unreadable?(ref: string): void;
  /** The store did not answer in time, refused, or was not asked. */
  unavailable?(error: Error): void;
}
