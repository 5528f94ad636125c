import { ownBytes } from '../own-bytes.js';
import type {
  CommitResult,
  DestroyResult,
  SessionKey,
  SessionLifetime,
  SessionStore,
  StoredSession,
} from './session-store.js';
import { timesOfUse } from './times-of-use.js';

/** Bounds of a {@link MemorySessionStore}. */
export interface MemorySessionStoreOptions {
  /** Sessions kept at most; the least recently used one goes first. Default 100000. */
  readonly maxSessions?: number;
  /** The clock, in ms since the epoch; for tests. */
  readonly now?: () => number;
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
  private readonly sessions = new Map<string, StoredSession>();

  constructor(options: MemorySessionStoreOptions = {}) {
    this.maxSessions = options.maxSessions ?? 100_000;
    this.now = options.now ?? Date.now;
  }

  /** How many sessions are held, expired ones that nobody asked for since included. */
  get size(): number {
    return this.sessions.size;
  }

  load(key: SessionKey): StoredSession | undefined {
    const session = this.find(key);
    if (session) this.put(key, session);
    return session;
  }

  async create(key: SessionKey, payload: Buffer, lifetime: SessionLifetime): Promise<StoredSession> {
    const now = this.now();
    const absoluteExpiresAt = now + lifetime.absoluteMs;
    const session = {
      version: 1,
      payload: ownBytes(payload),
      createdAt: now,
      absoluteExpiresAt,
      ...timesOfUse(now, absoluteExpiresAt, lifetime),
    };
    this.put(key, session);
    return session;
  }

  async commit(
    key: SessionKey,
    version: number,
    payload: Buffer,
    lifetime: SessionLifetime,
  ): Promise<CommitResult> {
    const current = this.find(key);
    if (!current) return { outcome: 'gone' };
    if (current.version !== version) return { outcome: 'conflict', current };
    const session = {
      ...current,
      version: version + 1,
      payload: ownBytes(payload),
      ...timesOfUse(this.now(), current.absoluteExpiresAt, lifetime),
    };
    this.put(key, session);
    return { outcome: 'committed', session };
  }

  async touch(key: SessionKey, lifetime: SessionLifetime): Promise<void> {
    const current = this.find(key);
    if (current)
      this.put(key, { ...current, ...timesOfUse(this.now(), current.absoluteExpiresAt, lifetime) });
  }

  async destroy(key: SessionKey, version?: number): Promise<DestroyResult> {
    const current = this.find(key);
    if (current && version !== undefined && current.version !== version)
      return { outcome: 'conflict', current };
    return { outcome: this.sessions.delete(nameOf(key)) ? 'destroyed' : 'gone' };
  }

  private find(key: SessionKey): StoredSession | undefined {
    const session = this.sessions.get(nameOf(key));
    if (!session || session.expiresAt > this.now()) return session;
    this.sessions.delete(nameOf(key));
    return undefined;
  }

  private put(key: SessionKey, session: StoredSession): void {
    this.sessions.delete(nameOf(key));
    this.sessions.set(nameOf(key), session);
    if (this.sessions.size <= this.maxSessions) return;
    for (const oldest of this.sessions.keys()) {
      this.sessions.delete(oldest);
      break;
    }
  }
}

function nameOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}
