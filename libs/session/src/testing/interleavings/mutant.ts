import { StoredSessions } from '../../backend/stored-sessions.js';
import type { SessionStore } from '../../store/session-store.js';
import { listableMemoryStore } from '../listable-memory.js';
import type { InterleavingSubject } from './processes.js';

/** A store or sessions with one mistake, for tests of the scheduler and of the model. */
export interface Mutant {
  readonly mistake: string;
  /** Two requests that show it. */
  readonly scenario: string;
  /** Words of the rule that it breaks. */
  readonly breaks: string;
  /** Whether only a failing call shows it. */
  readonly faults?: boolean;
  readonly subject: () => InterleavingSubject;
}

/** Returns a store in memory with a mistake. */
export const brokenStore = (mistake: (store: SessionStore) => Partial<SessionStore>) => () => {
  const store = listableMemoryStore();
  return { store: { ...store, ...mistake(store) } };
};

/** Returns sessions with a mistake. */
export const brokenSessions = (Sessions: typeof StoredSessions) => () => ({
  store: listableMemoryStore(),
  backend: (options: ConstructorParameters<typeof StoredSessions>[0]) => new Sessions(options),
});

/** Whether a store is given the note of a replaced id. */
export const isNote = (payload: Buffer) => 'successor' in payload;
/** A record, but for its payload. */
export const EXPIRED = { version: 1, createdAt: 0, touchedAt: 0, expiresAt: 0, absoluteExpiresAt: 0 };
