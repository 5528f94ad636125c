import { setTimeout as delay } from 'node:timers/promises';
import { jsonCodec, type SessionCodec } from '../codec/session-codec.js';
import type { SessionCookieOptions } from '../cookie/session-cookie.js';
import { KeyRing } from '../encryption/key-ring.js';
import type { FrozenSessionData } from '../session.js';
import { SessionsNotListableError, SessionValueError } from '../session.errors.js';
import type { SessionLifetime, SessionStore } from '../store/session-store.js';

/** The two time limits of every session. */
export interface SessionTimeouts {
  /** Seconds without use after which a session ends. Default 1800 (OWASP ASVS 5.0 7.3.1). */
  readonly idleSeconds?: number | undefined;
  /** Seconds after which a session ends however much it is used. Default 43200 (OWASP ASVS 5.0 7.3.2). */
  readonly absoluteSeconds?: number | undefined;
}

/**
 * What happens to sessions, for metrics and audit logs. Called synchronously: return quickly and do not throw. `ref` is a
 * short hash that is safe to log.
 */
export interface SessionEvents {
  /** A request named a session, and the store was queried; `found` tells whether it is alive. */
  loaded?(found: boolean): void;
  /** A session was written: by a commit, when it began, or under a new id. */
  committed?(ref: string): void;
  /** A session began. */
  created?(ref: string): void;
  /** A session got a new id, for example at a login. */
  regenerated?(ref: string, before: string): void;
  /** A session was destroyed by its own browser. */
  destroyed?(ref: string): void;
  /** A write met another writer's and was tried again; `attempt` counts from 1. */
  conflict?(ref: string, attempt: number): void;
  /** A stored session was damaged, and counts as missing. */
  damaged?(ref: string): void;
  /** A stored session has a key, format or schema unknown to this process. */
  unreadable?(ref: string): void;
  /** The store did not answer in time, refused an operation, or was not asked. */
  unavailable?(error: Error): void;
}

/** Options of sessions that are kept in a store. */
export interface StoredSessionsOptions extends SessionTimeouts {
  readonly store: SessionStore;
  /** Keys that encrypt the records and hide the users: a ring, or its text form `id:base64`. */
  readonly keys: KeyRing | string;
  /**
   * Returns the user that data belong to, undefined for a guest. Decides the index of users. If the answer changes in a
   * commit, the session gets a new id automatically (OWASP ASVS 5.0 7.2.4).
   */
  readonly userId?: ((data: FrozenSessionData) => string | number | null | undefined) | undefined;
  readonly cookie?: SessionCookieOptions | undefined;
  /** Whether records are encrypted at rest. Default true; false is for a store inside this process. */
  readonly encrypt?: boolean | undefined;
  /** Default JSON. */
  readonly codec?: SessionCodec | undefined;
  /**
   * Sessions that one user may have at a time; with one more, the oldest is destroyed (OWASP ASVS 5.0 7.1.2). Needs a
   * listable store. Default: no limit.
   */
  readonly maxSessionsPerUser?: number | undefined;
  /** Size of the decode cache, in sessions. Default 1000; 0 switches it off. */
  readonly decodeCacheSize?: number | undefined;
  /** For how long, in ms, a write that meets conflicts is tried again. Default 1000; with 0 it is tried once. */
  readonly conflictTimeoutMs?: number | undefined;
  /** Waits between two attempts of such a write, in ms; for tests. Default a timer. */
  readonly pause?: ((ms: number) => Promise<void>) | undefined;
  /** Called when something happens, for metrics. */
  readonly events?: SessionEvents | undefined;
}

/** Options of which none is undefined. */
type GivenOptions = {
  [Name in keyof StoredSessionsOptions]: Exclude<StoredSessionsOptions[Name], undefined>;
};

/** Default and least value of each number among the options. */
const NUMBERS = {
  idleSeconds: [1800, 1],
  absoluteSeconds: [43_200, 1],
  maxSessionsPerUser: [1e9, 1],
  decodeCacheSize: [1000, 0],
  conflictTimeoutMs: [1000, 0],
} as const;

/** Fills in defaults. @throws TypeError with one sentence that says what to write */
export function checkOptions(options: StoredSessionsOptions) {
  const { store, userId, maxSessionsPerUser } = options;
  if (typeof store?.compareAndSet !== 'function')
    throw new TypeError(
      'Write `store: new RedisSessionStore({ redis })` or `store: new MemorySessionStore()`.',
    );
  if (userId !== undefined && typeof userId !== 'function')
    throw new TypeError('`userId` must be a function: write `userId: (data) => data.userId`.');
  if (maxSessionsPerUser !== undefined && !store.capabilities.listable) throw new SessionsNotListableError();
  return {
    ...{ cookie: {}, encrypt: true, codec: jsonCodec, events: {}, pause: waitFor },
    ...(Object.fromEntries(
      Object.entries(options).filter(([, value]) => value !== undefined),
    ) as GivenOptions),
    keys: keyRingOf(options.keys),
    userOf: (data: FrozenSessionData) => nameOf(userId?.(data)),
    lifetime: lifetimeOf(options),
    decodeCacheSize: numberOf(options, 'decodeCacheSize'),
    conflictTimeoutMs: numberOf(options, 'conflictTimeoutMs'),
    maxSessionsPerUser:
      maxSessionsPerUser === undefined ? undefined : numberOf(options, 'maxSessionsPerUser'),
  };
}

/** @throws SessionValueError for what is no user */
function nameOf(user: unknown): string | undefined {
  if (typeof user === 'string' || typeof user === 'number') return String(user);
  if (user === undefined || user === null) return undefined;
  throw new SessionValueError('`userId` must return a string, a number, or undefined for a guest.');
}

async function waitFor(ms: number): Promise<void> {
  await delay(ms);
}

/** Returns the time limits in ms. @throws TypeError for one that is not a whole number of seconds */
export function lifetimeOf(timeouts: SessionTimeouts): SessionLifetime {
  const [idle, absolute] = [numberOf(timeouts, 'idleSeconds'), numberOf(timeouts, 'absoluteSeconds')];
  return { idleMs: idle * 1000, absoluteMs: absolute * 1000 };
}

/** Returns the ring of an option. @throws TypeError if there are no usable keys */
export function keyRingOf(keys: KeyRing | string | undefined): KeyRing {
  if (typeof keys === 'string') return KeyRing.parse(keys);
  if (typeof keys?.derive === 'function') return keys;
  throw new TypeError(
    'Write `keys: KeyRing.parse(process.env.SESSION_KEYS ?? "")`, with SESSION_KEYS="1:$(openssl rand -base64 32)".',
  );
}

/** So that times stay whole numbers of ms, which dates can hold. */
const MAX = 1e9;

function numberOf(options: Partial<StoredSessionsOptions>, name: keyof typeof NUMBERS): number {
  const [standard, min] = NUMBERS[name];
  const value = options[name] ?? standard;
  if (!Number.isInteger(value) || value < min || value > MAX)
    throw new TypeError(`\`${name}\` must be a whole number from ${min} to ${MAX}, not ${String(value)}.`);
  return value;
}
