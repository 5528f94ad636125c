import type { FrozenSessionData } from '../../session.js';
import type { SessionBackend } from '../../session-backend.js';
import { StoredSessions } from '../../backend/stored-sessions.js';
import type { StoredSessionsOptions } from '../../backend/stored-sessions.options.js';
import { SessionIds } from '../../cookie/session-cookie.js';
import type { SessionStore } from '../../store/session-store.js';
import { randomKeys } from '../fake-session.js';
import { MODEL_LIFETIME } from './reference-model.js';

/** Stores that are compared with the reference model. */
export interface ModelSubject {
  readonly store: SessionStore;
  /** A second store over the same data, as another process would have it. Default the same store. */
  readonly other?: SessionStore;
  /** Creates the sessions of one process. Default {@link StoredSessions}. */
  readonly backend?: (options: StoredSessionsOptions) => SessionBackend;
  /** Moves the clock of the store, if a test can do that. Sessions then also expire by their timeouts. */
  readonly wait?: (ms: number) => void;
  /**
   * Waits until both stores know all writes. With it, browsers do not send the cookie that asks for fresh reads: a
   * cache must then be right on its own.
   */
  readonly settled?: () => Promise<void>;
}

const keys = randomKeys();
const ids = new SessionIds(keys);

/** Returns the key of the record that a cookie names. */
export function keyOfCookie(cookie: string | undefined) {
  return ids.parse(cookie);
}

/** Returns the sessions of two processes. */
export function sessionsOf({
  store,
  other = store,
  backend = (options) => new StoredSessions(options),
}: ModelSubject): readonly SessionBackend[] {
  const toSessions = (from: SessionStore) =>
    backend({
      store: from,
      keys,
      userId: (data: FrozenSessionData) => (data as { userId?: string }).userId,
      idleSeconds: MODEL_LIFETIME.idleMs / 1000,
      absoluteSeconds: MODEL_LIFETIME.absoluteMs / 1000,
      conflictTimeoutMs: 60_000,
    });
  return [store, other].map(toSessions);
}
