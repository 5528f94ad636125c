import { newRecord, usedAt } from './session-store.js';
import type { Awaitable } from '../session-backend.js';
import type {
  CompareAndSetResult,
  DestroyResult,
  SessionKey,
  SessionLife,
  SessionLifetime,
  SessionStore,
  StoredSession,
} from './session-store.js';

/** Options of a {@link MemorySessionStore}. */
export interface MemorySessionStoreOptions {
  /** Maximum number of sessions; the least recently used one is dropped first. Default 100000. */
  readonly maxEntries?: number;
  /** The clock, in ms since the epoch; for tests. */
  readonly now?: () => number;
}

/**
 * Stores sessions in the memory of this process: the fastest store, and its sessions end with the process. It suits one
 * process, or several behind a load balancer with affinity. Compare-and-set holds within the process. It lists no user's
 * sessions: this process would know only its own share of them.
 *
 * @example
 * SessionModule.forRoot({ store: new MemorySessionStore(), keys });
 */
export class MemorySessionStore implements SessionStore {
  readonly capabilities = { cas: true, revocable: true, listable: false } as const;
  readonly keepsObjects: boolean = true;
  readonly now: () => number;
  private readonly maxEntries: number;
  // A Map keeps the order of insertion: the first entry is the least recently used one.
  private readonly sessions = new Map<string, StoredSession>();

  constructor(options: MemorySessionStoreOptions = {}) {
    this.maxEntries = options.maxEntries ?? 100_000;
    this.now = options.now ?? Date.now;
  }

  /** Number of sessions held, including expired ones that were not asked for since. */
  get size(): number {
    return this.sessions.size;
  }

  load(key: SessionKey): StoredSession | undefined {
    const name = nameOf(key);
    const session = this.find(name);
    return session && this.put(name, session);
  }

  create(
    key: SessionKey,
    payload: Buffer,
    lifetime: SessionLifetime,
    continues?: SessionLife,
  ): Awaitable<StoredSession> {
    return this.put(nameOf(key), newRecord(this.now(), payload, lifetime, continues));
  }

  compareAndSet(
    key: SessionKey,
    version: number,
    payload: Buffer,
    lifetime: SessionLifetime,
  ): Awaitable<CompareAndSetResult> {
    const name = nameOf(key);
    const current = this.find(name);
    if (!current) return { outcome: 'gone' } as const;
    if (current.version !== version) return { outcome: 'conflict', current };
    const next = { ...current, version: version + 1, payload };
    return { outcome: 'stored', session: this.put(name, usedAt(this.now(), next, lifetime)) } as const;
  }

  touch(key: SessionKey, lifetime: SessionLifetime, version?: number): Awaitable<void> {
    const name = nameOf(key);
    const current = this.find(name);
    if (current && current.version === (version ?? current.version))
      this.put(name, usedAt(this.now(), current, lifetime));
  }

  destroy(key: SessionKey, version?: number): Awaitable<DestroyResult> {
    const name = nameOf(key);
    const current = this.find(name);
    if (!current) return { outcome: 'gone' } as const;
    if (current.version !== (version ?? current.version)) return { outcome: 'conflict', current } as const;
    this.sessions.delete(name);
    return { outcome: 'destroyed' } as const;
  }

  private find(name: string): StoredSession | undefined {
    const session = this.sessions.get(name);
    if (!session || session.expiresAt > this.now()) return session;
    this.sessions.delete(name);
    return undefined;
  }

  private put(name: string, session: StoredSession): StoredSession {
    const { sessions } = this;
    sessions.delete(name);
    sessions.set(name, session);
    if (sessions.size > this.maxEntries) sessions.delete(sessions.keys().next().value as string);
    return session;
  }
}

function nameOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}
