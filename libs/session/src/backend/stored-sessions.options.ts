import type { SessionCodec } from '../codec/session-codec.js';
import type { SessionSchema } from '../codec/session-schema.js';
import type { SessionCookieOptions } from '../cookie/session-cookie.js';
import type { KeyRing } from '../seal/key-ring.js';
import type { FrozenSessionData } from '../session-data.js';
import type { CircuitBreakerOptions } from '../store/circuit-breaker.js';
import type { SessionEvents } from './session-events.js';
import type { SessionStore } from '../store/session-store.js';

/** The two clocks of every session. */
export interface SessionTimeouts {
  /** Seconds without use after which a session ends. Default 1800 (OWASP ASVS 5.0 7.3.1). */
  readonly idleSeconds?: number;
  /** Seconds after which a session ends however much it is used. Default 43200 (OWASP ASVS 5.0 7.3.2). */
  readonly absoluteSeconds?: number;
}

/** What `StoredSessions` needs. */
export interface StoredSessionsOptions extends SessionTimeouts {
  readonly store: SessionStore;
  /** Seals the records, and keys the tags of users. */
  readonly keys: KeyRing;
  readonly cookie?: SessionCookieOptions;
  /**
   * Whether records are encrypted at rest. Default true; false is for a store inside this process, where it would
   * protect nothing.
   */
  readonly encrypt?: boolean;
  /** Default JSON. */
  readonly codec?: SessionCodec;
  /** The form of the data in this release. Default: data are taken as they are. */
  readonly schema?: SessionSchema;
  /**
   * The user that this data belongs to, undefined for a guest. Decides the per-user index; when the answer changes in
   * a commit, the session gets a new id by itself (OWASP ASVS 5.0 7.2.4).
   */
  readonly userOf?: (data: FrozenSessionData) => string | undefined;
  /**
   * Sessions that one user may have at a time; with one more, the oldest ends (OWASP ASVS 5.0 7.1.2). Needs a store that
   * lists. Default: no limit.
   */
  readonly maxSessionsPerUser?: number;
  /**
   * Of how many sessions this process remembers what their bytes mean, so that bytes which the store gives again are not
   * opened and decoded again. The store is asked all the same. Default 1000; 0 remembers none.
   */
  readonly decodedSessions?: number;
  /** Told what happens, for metrics. */
  readonly events?: SessionEvents;
  /** How long, in ms, a commit may go on meeting conflicts before it gives up. Default 1000. */
  readonly conflictMs?: number;
  /** How long one operation of the store may take, and when a store that does not answer is given up on. */
  readonly breaker?: CircuitBreakerOptions;
}
