import type { SessionBackend } from '../../session-backend.js';
import { StoredSessions } from '../../backend/stored-sessions.js';
import type { StoredSessionsOptions } from '../../backend/stored-sessions.options.js';
import type { SessionStore } from '../../store/session-store.js';
import { randomKeys } from '../fake-session.js';
import type { Scenario } from './scenario.js';
import { gatedStore } from './store-gate.js';

/** Stores and sessions whose interleavings are played. */
export interface InterleavingSubject {
  readonly store: SessionStore;
  /** A second store over the same data, as another process would have it. Default the same store. */
  readonly other?: SessionStore;
  /** Creates the sessions of one process. Default {@link StoredSessions}. */
  readonly backend?: (options: StoredSessionsOptions) => SessionBackend;
  /** For how long, in ms, a write that meets conflicts is tried again. Default until it succeeds; 0 is one attempt. */
  readonly conflictTimeoutMs?: number;
}

export const IDLE_SECONDS = 1800;
/** Later than any event, and longer than any wait. */
export const NEVER = 1e9;
export const keys = randomKeys();

/** The processes that serve the requests of a scenario. */
export class Processes {
  /** Makes what is there before the requests, and looks at what is left after them. */
  readonly outside: SessionBackend;
  private readonly shared: SessionBackend;
  private readonly own: readonly SessionBackend[];

  constructor(readonly subject: InterleavingSubject) {
    const { store, other = store, backend = (options) => new StoredSessions(options) } = subject;
    const sessionsOn = (from: SessionStore) =>
      backend({
        store: from,
        keys,
        userId: (data) => (data as { userId?: string }).userId,
        encrypt: false,
        idleSeconds: IDLE_SECONDS,
        conflictTimeoutMs: subject.conflictTimeoutMs ?? NEVER,
        pause: () => Promise.resolve(),
      });
    const [here, there] = [gatedStore(store), gatedStore(other)];
    this.outside = sessionsOn(store);
    this.shared = sessionsOn(here);
    this.own = [here, there, here].map(sessionsOn);
  }

  /** Returns the sessions of the process that serves a request. */
  serving({ processes }: Scenario, request: number): SessionBackend {
    return processes === 'shared' ? this.shared : (this.own[request - 1] as SessionBackend);
  }
}
