import type { SetCookie } from 'cookie';
import type { FrozenSessionData } from './session.js';

/** What a backend knows of the request that a session belongs to. */
export interface SessionRequest {
  /** The cookies of the request, by name. */
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** The `Cookie` header, in which a name may come more than once: a value that names no live session hides no other. */
  readonly cookieHeader?: string | undefined;
  /** True if the request came over TLS: cookies are then `__Host-` and `Secure`. */
  readonly secure: boolean;
  /** What to remember of the device when the session begins (user agent, replica …); encrypted like the data. */
  readonly device?: Readonly<Record<string, string>> | undefined;
  /** True if there is no response to set a cookie on, as in a WebSocket handler: no session can begin or change its id. */
  readonly cookieless?: boolean;
}

/** Facts about a session that are not its data. */
export interface SessionInfo {
  /** Public name of the session in a user's list: a hash that opens nothing. Undefined until the session is stored. */
  readonly id: string | undefined;
  /** Short hash, safe to log. Undefined until the session is stored. */
  readonly ref: string | undefined;
  /** When the session began, in ms since the epoch by the backend's clock. Undefined until the session is stored. */
  readonly createdAt: number | undefined;
  /** Number of writes; 0 until the session is stored. */
  readonly version: number;
}

/** The info of a session that is not stored. */
export const NOT_STORED: SessionInfo = { id: undefined, ref: undefined, createdAt: undefined, version: 0 };

/** The data of a session that holds none. */
export const EMPTY: FrozenSessionData = Object.freeze({});

/** A session as a backend opened it. Only the backend that made it understands its handle. */
export interface OpenedSession {
  /** The backend's own notes, such as the key and version, or the backend that was chosen. */
  readonly handle: unknown;
  readonly info: SessionInfo;
  /** Deeply frozen, except for values that cannot be frozen: see `frozen`. */
  readonly data: FrozenSessionData;
  /** False if the data hold values that cannot be frozen (Map, Set, Date, binary): a request then gets a copy. Default true. */
  readonly frozen?: boolean | undefined;
  /** Cookies that the response must set. */
  readonly cookies: readonly SetCookie[];
}

/**
 * A change to the data of a session: pure, and given the data as they are now. A backend runs it again on fresher data
 * if another request was faster. Returning the very same object means that nothing changed.
 */
export type SessionDelta = (current: FrozenSessionData) => FrozenSessionData;

/** The delta of a request that changed nothing. Backends recognise it by identity. */
export const unchanged: SessionDelta = (current) => current;

/** A session in the list of a user. */
export interface UserSession {
  /** Public name: it finds the session and opens nothing. Compare it with `session.id`. */
  readonly id: string;
  /** What the application noted of the device when the session began. */
  readonly device: Readonly<Record<string, string>>;
  /** ms since the epoch, by the store's clock. */
  readonly createdAt: number;
  /** When the session was last used, in ms since the epoch, up to a quarter of the idle timeout late. */
  readonly lastSeenAt: number;
}

/** The sessions of users, for backends that have an index of them. */
export interface UserDirectory {
  /** Lists the live sessions of a user, the newest first. */
  list(userId: string): Promise<readonly UserSession[]>;
  /** Destroys one session of a user, by its public id. @returns whether this user had such a session */
  revoke(userId: string, id: string): Promise<boolean>;
  /** Destroys all sessions of a user. @param except public id of a session that stays @returns how many */
  revokeAll(userId: string, options?: { readonly except?: string | undefined }): Promise<number>;
}

/**
 * What a request meets: finds the session of a request's cookies, and writes it. Implementations are `StoredSessions`
 * (a record in a store, an id in the cookie) and `SealedSessions` (everything in the cookie). An application that
 * chooses one for each request implements `open`, and carries the choice in the handle.
 */
export interface SessionBackend {
  /** The sessions of users. Absent if there is no index of them. */
  readonly users?: UserDirectory | undefined;

  /**
   * Opens the session that the cookies name, or an empty one that is not stored yet. A malformed, unknown or expired id
   * opens an empty session: it is never adopted, and nothing is written.
   * @throws SessionStoreUnavailableError if it cannot be known whether there is a session
   */
  open(request: SessionRequest): Awaitable<OpenedSession>;

  /**
   * Applies the delta to the newest data and writes the result. Writes nothing if nothing changed, and begins no session
   * for empty data. Resets the idle timeout if that is due; that this fails is no error.
   * @throws SessionConflictError, SessionEndedError, SessionStoreUnavailableError, SessionTooLargeError
   */
  commit(session: OpenedSession, delta: SessionDelta): Awaitable<OpenedSession>;

  /**
   * As {@link commit}, under a new id. When it resolves, the old id is dead (OWASP ASVS 5.0 7.2.4), and so are other ids that the
   * cookies name.
   */
  regenerate(session: OpenedSession, delta: SessionDelta): Promise<OpenedSession>;

  /** Resets the idle timeout. */
  touch(session: OpenedSession): Promise<OpenedSession>;

  /**
   * Destroys the session on the server, if the backend keeps anything there, the session that replaced it, and other sessions that the
   * cookies name.
   */
  destroy(session: OpenedSession): Promise<void>;

  /** Returns the cookies that remove the session from the browser of a request. */
  clearCookies(request: SessionRequest): readonly SetCookie[];
}

/** Injection token of the {@link SessionBackend} in use. */
export const SessionBackend = Symbol('SessionBackend');

/** `Object.hasOwn`, which TypeScript knows from ES2022 on. */
export function hasOwn(object: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key);
}

/**
 * An answer that is there at once, or a promise of it. What memory answers comes at once: a promise, a bound in time and a
 * turn of the queue for each would cost more than the answer.
 */
export type Awaitable<T> = T | Promise<T>;

/** Whether an answer is yet to come. Asked by its `then`, since not every library's promise is a `Promise` (Prisma's). */
export function isPending<T>(answer: Awaitable<T>): answer is Promise<T> {
  return typeof (answer as Partial<Promise<T>> | null | undefined)?.then === 'function';
}

/** Goes on with an answer: at once where it is there. */
export function andThen<T, R>(answer: Awaitable<T>, next: (value: T) => R): Awaitable<Awaited<R>> {
  return (isPending(answer) ? answer.then(next) : next(answer)) as Awaitable<Awaited<R>>;
}
