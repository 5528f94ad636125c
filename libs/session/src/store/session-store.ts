import type { Awaitable } from '../awaitable.js';

/** One session as a store keeps it. Objects are immutable: a store may hand the same one to many requests. */
export interface StoredSession {
  /** Counts the writes, from 1. */
  readonly version: number;
  /** The encoded and, where a key ring is set, sealed data. */
  readonly payload: Buffer;
  /** ms since the epoch, by the store's clock, like the other times here. */
  readonly createdAt: number;
  /** When the idle timeout was last put off. */
  readonly touchedAt: number;
  /** When the session ends unless it is used before. */
  readonly expiresAt: number;
  /** The end of the session however much it is used. */
  readonly absoluteExpiresAt: number;
}

/** Where a record stands: its key, and the index of the user that it belongs to. */
export interface SessionKey {
  /** The user's or guest's tag: records of one tag live in one Redis Cluster slot. */
  readonly tag: string;
  /** SHA-256 of the secret in the cookie, so that a dump of the store opens no session. */
  readonly hash: string;
  /** True where the session belongs to a user, and so into that user's index. */
  readonly indexed: boolean;
}

/** How long a record may live, in ms. */
export interface SessionLifetime {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** The answer to a commit. */
export type CommitResult =
  | { readonly outcome: 'committed'; readonly session: StoredSession }
  | { readonly outcome: 'conflict'; readonly current: StoredSession }
  | { readonly outcome: 'gone' };

/** The answer to a destroy; `gone` where there was nothing to end any more. */
export type DestroyResult =
  Exclude<CommitResult, { outcome: 'committed' }> | { readonly outcome: 'destroyed' };

/** How a record is to be loaded. */
export interface LoadOptions {
  /** Ask the store itself, however sure a cache in between is. */
  readonly fresh?: boolean;
}

/** What a store can do; the contract suite tests what is declared. */
export interface StoreCapabilities {
  /** Commits by compare-and-set: no concurrent write is lost. */
  readonly cas: boolean;
  /** A destroyed session is refused at once, by every process. */
  readonly revocable: boolean;
  /** Keeps an index of a user's sessions: list them, end them. */
  readonly listable: boolean;
}

/** An entry of a user's index. */
export interface ListedSession {
  readonly hash: string;
  readonly session: StoredSession;
}

/**
 * Where `StoredSessions` keeps its records. Every method answers in bounded time or throws
 * SessionStoreUnavailableError, and enforces idle and absolute timeouts by the store's own clock.
 */
export interface SessionStore {
  readonly capabilities: StoreCapabilities;

  /** The store's clock, in ms since the epoch, as well as this process knows it. */
  now(): number;

  /**
   * Seconds by which `load` may be behind another process's write unless it is asked to be `fresh`, a whole number;
   * undefined where it never is. A browser that writes asks for fresh reads for that long.
   */
  readonly maxStaleSeconds?: number;

  /** The record, or undefined where there is none or it has expired; without a promise where memory has it. */
  load(key: SessionKey, options?: LoadOptions): Awaitable<StoredSession | undefined>;

  /** Stores a new record at version 1. The key is random: there is none before it. */
  create(key: SessionKey, payload: Buffer, lifetime: SessionLifetime): Promise<StoredSession>;

  /** Replaces the record if it is still at `version`, in one atomic step; never brings a destroyed one back. */
  commit(key: SessionKey, version: number, payload: Buffer, lifetime: SessionLifetime): Promise<CommitResult>;

  /** Puts the idle timeout off; does nothing where the record is gone. The version stays. */
  touch(key: SessionKey, lifetime: SessionLifetime): Promise<void>;

  /** Removes the record; with a `version`, only if it is still at that version, else answers the conflict. */
  destroy(key: SessionKey, version?: number): Promise<DestroyResult>;

  /** The live records of a tag. Only where `capabilities.listable`. */
  list?(tag: string): Promise<readonly ListedSession[]>;

  /** Removes all records of a tag but `except` (a hash), those being created at this moment included. Only where `capabilities.listable`. */
  destroyAll?(tag: string, except?: string): Promise<number>;

  /** Closes what the store itself has opened. */
  close?(): void;
}

/** Injection token of the {@link SessionStore} in use. */
export const SessionStore = Symbol('SessionStore');
