import type { Awaitable } from '../session-backend.js';

/** One session as a store keeps it. Objects are immutable: a store may hand the same one to many requests. */
export interface StoredSession {
  /** Number of writes, from 1. */
  readonly version: number;
  /** The encoded and, unless switched off, encrypted session. */
  readonly payload: Buffer;
  /** When the session began, in ms since the epoch by the store's clock, like the other times here. */
  readonly createdAt: number;
  /** When the idle timeout was last reset. */
  readonly touchedAt: number;
  /** When the session ends unless it is used before. */
  readonly expiresAt: number;
  /** When the session ends however much it is used. */
  readonly absoluteExpiresAt: number;
}

/** When a session began, and when it ends however much it is used. */
export type SessionLife = Pick<StoredSession, 'createdAt' | 'absoluteExpiresAt'>;

/** Where a record is stored. */
export interface SessionKey {
  /** Tag of the user or guest: all records of one tag share a Redis Cluster slot. */
  readonly tag: string;
  /** SHA-256 of the secret in the cookie, so that a dump of the store opens no session. */
  readonly hash: string;
  /** True if the session belongs to a user, and so to that user's index. */
  readonly indexed: boolean;
}

/** How long a record may live. */
export interface SessionLifetime {
  /** Idle timeout in ms. */
  readonly idleMs: number;
  /** Absolute timeout in ms, counted from the creation of the session. */
  readonly absoluteMs: number;
}

/** Result of a compare-and-set. */
export type CompareAndSetResult =
  | { readonly outcome: 'stored'; readonly session: StoredSession }
  | { readonly outcome: 'conflict'; readonly current: StoredSession }
  | { readonly outcome: 'gone' };

/** Result of a destroy; `gone` if there was no such record. */
export type DestroyResult =
  | { readonly outcome: 'destroyed' }
  | { readonly outcome: 'conflict'; readonly current: StoredSession }
  | { readonly outcome: 'gone' };

/** How to load a record. */
export interface LoadOptions {
  /** Skip any cache and ask the store itself. */
  readonly fresh?: boolean;
}

/** What a store can do; the contract suite tests what is declared. */
export interface StoreCapabilities {
  /** Writes by compare-and-set: no concurrent write is lost. */
  readonly cas: boolean;
  /** A destroyed session is refused immediately, by every process. */
  readonly revocable: boolean;
  /** Has an index of a user's sessions: `list` and `destroyAll` exist. */
  readonly listable: boolean;
}

/** An entry of a user's index. */
export interface ListedSession {
  readonly hash: string;
  readonly session: StoredSession;
}

/**
 * Where stored sessions are kept. A method may answer without a promise. Every method settles in bounded time, and enforces idle and absolute timeouts by the
 * store's own clock. A method may throw any error: an error that is not a `SessionError` counts as "the store is
 * unavailable" and becomes a 503 with that error as its cause. Wrap a refusal of a reachable store in
 * `new SessionStoreUnavailableError(cause, { answered: true })`, so that a circuit breaker does not count it.
 */
export interface SessionStore {
  readonly capabilities: StoreCapabilities;

  /** The store's clock, in ms since the epoch, as well as this process knows it. */
  now(): number;

  /**
   * Seconds by which `load` may be behind another process's write unless it is asked to be `fresh`, a whole number;
   * undefined if it never is. A browser that wrote asks for fresh reads for that long.
   */
  readonly maxStaleSeconds?: number | undefined;

  /**
   * True for a store in the memory of this process: it is given the session itself, frozen, as its payload instead of
   * bytes, and hands it back. Nothing is encoded or encrypted then.
   */
  readonly keepsObjects?: boolean | undefined;

  /** Returns the record, or undefined if there is none or it has expired. */
  load(key: SessionKey, options?: LoadOptions): Awaitable<StoredSession | undefined>;

  /**
   * Stores a new record at version 1 under a random key that was never used before.
   * @param continues the session whose life this one goes on with: keeps its `createdAt` and `absoluteExpiresAt`
   */
  create(
    key: SessionKey,
    payload: Buffer,
    lifetime: SessionLifetime,
    continues?: SessionLife,
  ): Awaitable<StoredSession>;

  /** Replaces the record if it is still at `version`, in one atomic step; never creates one. */
  compareAndSet(
    key: SessionKey,
    version: number,
    payload: Buffer,
    lifetime: SessionLifetime,
  ): Awaitable<CompareAndSetResult>;

  /**
   * Resets the idle timeout, and does nothing if the record is gone. The version stays.
   * @param version does nothing either if the record is no longer at that version
   */
  touch(key: SessionKey, lifetime: SessionLifetime, version?: number): Awaitable<void>;

  /** Removes the record; with a `version`, only if it is still at that version, else returns the conflict. */
  destroy(key: SessionKey, version?: number): Awaitable<DestroyResult>;

  /** Returns the live records of a tag. Only if `capabilities.listable`. */
  list?(tag: string): Promise<readonly ListedSession[]>;

  /** Removes all records of a tag except the one with the hash `except`. Only if `capabilities.listable`. */
  destroyAll?(tag: string, except?: string): Promise<number>;

  /** Closes the connections that the store itself has opened. */
  close?(): void | Promise<void>;
}

/** Injection token of the {@link SessionStore} in use. */
export const SessionStore = Symbol('SessionStore');

const SEPARATOR = 0x7c;
const ZERO = 0x30;
const NINE = 0x39;
const FIELDS = 5;

/** Returns a record as bytes: `version|createdAt|touchedAt|expiresAt|absoluteExpiresAt|payload`. */
export function formatRecord(session: StoredSession): Buffer {
  const { version, createdAt, touchedAt, expiresAt, absoluteExpiresAt, payload } = session;
  const header = `${[version, createdAt, touchedAt, expiresAt, absoluteExpiresAt].join('|')}|`;
  return Buffer.concat([Buffer.from(header, 'latin1'), payload]);
}

/** Parses what {@link formatRecord} made. Returns undefined for anything else. */
export function parseRecord(value: Buffer): StoredSession | undefined {
  const numbers: number[] = [];
  let at = 0;
  while (numbers.length < FIELDS) {
    const begin = at;
    let number = 0;
    for (let byte = value[at]; byte !== SEPARATOR; byte = value[++at]) {
      if (byte === undefined || byte < ZERO || byte > NINE) return undefined;
      number = number * 10 + byte - ZERO;
    }
    if (at === begin || !Number.isSafeInteger(number)) return undefined;
    numbers.push(number);
    at++;
  }
  const [version = 0, createdAt = 0, touchedAt = 0, expiresAt = 0, absoluteExpiresAt = 0] = numbers;
  return { version, createdAt, touchedAt, expiresAt, absoluteExpiresAt, payload: value.subarray(at) };
}

/** Returns a new record, at version 1. Its life is the one of `continues`, if given, else it begins at `now`. */
export function newRecord(
  now: number,
  payload: Buffer,
  lifetime: SessionLifetime,
  continues: SessionLife = { createdAt: now, absoluteExpiresAt: now + lifetime.absoluteMs },
): StoredSession {
  const { createdAt, absoluteExpiresAt } = continues;
  return usedAt(now, { version: 1, payload, createdAt, absoluteExpiresAt }, lifetime);
}

/** Returns a session that is used at `now`: its idle timeout is reset, its absolute timeout stays. */
export function usedAt(
  now: number,
  session: Omit<StoredSession, 'touchedAt' | 'expiresAt'>,
  { idleMs }: SessionLifetime,
): StoredSession {
  return { ...session, touchedAt: now, expiresAt: Math.min(session.absoluteExpiresAt, now + idleMs) };
}

/**
 * Returns the same bytes in memory of their own, for a cache: a copy unless they have it already. A small Buffer is a
 * view of a pool, and bytes from a socket are a view of the whole network buffer, which the view would keep alive.
 */
export function ownBytes(view: Buffer): Buffer {
  if (view.buffer.byteLength === view.length) return view;
  const own = Buffer.allocUnsafeSlow(view.length);
  view.copy(own);
  return own;
}

/** Returns a short hash, safe to log. */
export function refOf(key: SessionKey): string {
  return key.hash.slice(0, 8);
}
