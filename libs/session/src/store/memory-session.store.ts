import type {
  CommitResult,
  DestroyResult,
  SessionKey,
  SessionLifetime,
  SessionStore,
  StoredSession,
} from './session-store.js';

/** Bounds of a {@link MemorySessionStore}. */
export interface MemorySessionStoreOptions {
  /** Sessions kept at most; the least recently used one goes first. Default 100000. */
  readonly maxSessions?: number;
  /** The clock, in ms since the epoch; for tests. */
  readonly now?: () => number;
}

interface Entry {
  readonly session: StoredSession;
  readonly expiresAt: number;
}

/**
 * Sessions in this process's memory: the fastest store, and gone with the process. It suits one process, or several
 * behind a balancer with affinity that may lose a dead one's sessions. Compare-and-set holds within the process. It lists
 * no user's sessions: this process would know only its own share of them.
 */
export class MemorySessionStore implements SessionStore {
  readonly capabilities = { cas: true, revocable: true, listable: false } as const;
  readonly now: () => number;
  private readonly maxSessions: number;
  // A Map keeps the order of insertion: the first entry is the least recently used one.
  private readonly entries = new Map<string, Entry>();

  constructor(options: MemorySessionStoreOptions = {}) {
    this.maxSessions = options.maxSessions ?? 100_000;
    this.now = options.now ?? Date.now;
  }

  /** How many sessions are held, expired ones that nobody asked for since included. */
  get size(): number {
    return this.entries.size;
  }

  async load(key: SessionKey): Promise<StoredSession | undefined> {
    const entry = this.find(key);
    if (entry) this.put(key, entry);
    return entry?.session;
  }

  async create(key: SessionKey, payload: Buffer, lifetime: SessionLifetime): Promise<StoredSession> {
    const now = this.now();
    const session = {
      version: 1,
      payload,
      createdAt: now,
      touchedAt: now,
      absoluteExpiresAt: now + lifetime.absoluteMs,
    };
    this.put(key, { session, expiresAt: expiry(session, now, lifetime) });
    return session;
  }

  async commit(
    key: SessionKey,
    version: number,
    payload: Buffer,
    lifetime: SessionLifetime,
  ): Promise<CommitResult> {
    const current = this.find(key)?.session;
    if (!current) return { outcome: 'gone' };
    if (current.version !== version) return { outcome: 'conflict', current };
    const now = this.now();
    const session = { ...current, version: version + 1, payload, touchedAt: now };
    this.put(key, { session, expiresAt: expiry(session, now, lifetime) });
    return { outcome: 'committed', session };
  }

  async touch(key: SessionKey, lifetime: SessionLifetime): Promise<void> {
    const current = this.find(key)?.session;
    if (!current) return;
    const now = this.now();
    const session = { ...current, touchedAt: now };
    this.put(key, { session, expiresAt: expiry(session, now, lifetime) });
  }

  async destroy(key: SessionKey, version?: number): Promise<DestroyResult> {
    const current = this.find(key)?.session;
    if (current && version !== undefined && current.version !== version)
      return { outcome: 'conflict', current };
    this.entries.delete(nameOf(key));
    return { outcome: 'gone' };
  }

  private find(key: SessionKey): Entry | undefined {
    const entry = this.entries.get(nameOf(key));
    if (!entry || entry.expiresAt > this.now()) return entry;
    this.entries.delete(nameOf(key));
    return undefined;
  }

  private put(key: SessionKey, entry: Entry): void {
    this.entries.delete(nameOf(key));
    this.entries.set(nameOf(key), entry);
    if (this.entries.size <= this.maxSessions) return;
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      break;
    }
  }
}

function nameOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}

function expiry(session: StoredSession, now: number, lifetime: SessionLifetime): number {
  return Math.min(session.absoluteExpiresAt, now + lifetime.idleMs);
}
