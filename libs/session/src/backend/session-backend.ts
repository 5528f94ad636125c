import type { SetCookie } from 'cookie';
import type { Awaitable } from '../awaitable.js';
import type { FrozenSessionData } from '../session-data.js';

/** What a backend may know of the request that a session belongs to. */
export interface SessionRequest {
  /** The cookies that the request sent, by name. */
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** True where the request came over TLS: cookies are then `__Host-` and `Secure`. */
  readonly secure: boolean;
  /** What to remember of the device when the session begins (user agent, replica …); sealed like the data. */
  readonly device?: Readonly<Record<string, string>>;
}

/** The facts of a session that are not its data. */
export interface SessionInfo {
  /**
   * Names the session in a user's list; it is a hash that opens nothing, never the secret in the cookie. Undefined
   * until the session is stored.
   */
  readonly id: string | undefined;
  /** A short hash that is safe to log; never the id. Undefined until the session is stored. */
  readonly ref: string | undefined;
  /** When the session began, in ms since the epoch by the backend's clock. Undefined until it is stored. */
  readonly createdAt: number | undefined;
  /** How often the session has been written; 0 until it is stored. */
  readonly version: number;
}

/** A session as a backend opened it. Only the backend that made it understands its handle. */
export interface OpenedSession {
  /** The backend's own notes: the key and version, or the sealed cookie's header. */
  readonly handle: unknown;
  readonly info: SessionInfo;
  /** Deeply frozen: it may be shared with other requests. */
  readonly data: FrozenSessionData;
  /** Cookies that the answer must set. */
  readonly cookies: readonly SetCookie[];
}

/**
 * A change to a session's data: pure, and given the data as they are now. A backend runs it again on fresher data
 * when another request was first. Returning the very same object means that nothing changed.
 */
export type SessionDelta = (current: FrozenSessionData) => FrozenSessionData;

/**
 * What a request meets: where the session of these cookies lives, and how it is kept. Implementations are
 * `StoredSessions` (a record in a store, an id in the cookie) and `SealedSessions` (all of it in the cookie).
 */
export interface SessionBackend {
  /**
   * Opens the session that the cookies name, or an empty one that nothing has been stored for. A malformed, unknown
   * or expired id opens an empty session: it is never adopted, and nothing is written.
   * @throws SessionStoreUnavailableError where it cannot be known whether there is a session
   */
  open(request: SessionRequest): Awaitable<OpenedSession>;

  /**
   * Applies the delta to the newest data and keeps the result. Writes nothing where nothing changed, and begins no
   * session for empty data.
   * @throws SessionConflictError, SessionEndedError, SessionStoreUnavailableError, SessionTooLargeError
   */
  commit(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Awaitable<OpenedSession>;

  /** Like {@link commit}, but under a new id; the old id is dead afterwards (OWASP ASVS 5.0 7.2.4). */
  renew(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Promise<OpenedSession>;

  /** Puts the idle timeout off, due or not. A backend without it puts it off by commits alone. */
  touch?(request: SessionRequest, session: OpenedSession): Promise<OpenedSession>;

  /**
   * Ends the session: on the server where the backend keeps anything there, and in the browser.
   * @returns the cookies to set
   */
  end(request: SessionRequest, session: OpenedSession): Promise<readonly SetCookie[]>;
}

/** Injection token of the {@link SessionBackend} in use. */
export const SessionBackend = Symbol('SessionBackend');
