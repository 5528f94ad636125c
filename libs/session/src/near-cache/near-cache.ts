import { ownBytes, type StoredSession } from '../store/session-store.js';
import type { NearCacheOptions } from './near-cache.options.js';

/** A read or write that is on its way to Redis and back. */
export interface PendingOperation {
  readonly name: string;
  /** Whether an invalidation overtook the reply. */
  outdated: boolean;
}

/**
 * Sessions by the name of their record, least recently used first. It knows nothing of Redis: its owner tells it what is out of
 * date. What it takes care of is the race between a reply and the invalidation that overtakes it on another connection: such
 * a reply is never kept.
 */
export class NearCache {
  readonly counts = { hits: 0, misses: 0, invalidations: 0, flushes: 0 };
  private readonly maxEntries: number;
  private readonly maxBytes: number;
  // A Map keeps the order of insertion: the first entry is the least recently used one.
  private readonly entries = new Map<string, StoredSession>();
  private readonly pending = new Map<string, Set<PendingOperation>>();
  private totalBytes = 0;

  constructor({ maxEntries = 10_000, maxBytes = 64 * 1024 * 1024 }: NearCacheOptions) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  get size(): number {
    return this.entries.size;
  }

  get bytes(): number {
    return this.totalBytes;
  }

  /** Returns the session of that name unless it has expired at `now`, by Redis's clock. */
  get(name: string, now: number): StoredSession | undefined {
    const session = this.entries.get(name);
    if (!session || session.expiresAt <= now) {
      this.counts.misses++;
      return undefined;
    }
    this.counts.hits++;
    // Last in the order.
    this.entries.delete(name);
    this.entries.set(name, session);
    return session;
  }

  /** Notes that a read or write of that name is about to be sent. */
  begin(name: string): PendingOperation {
    const operation: PendingOperation = { name, outdated: false };
    const others = this.pending.get(name);
    if (others) others.add(operation);
    else this.pending.set(name, new Set([operation]));
    return operation;
  }

  /** Notes that its reply has come, or will not. */
  end(operation: PendingOperation): void {
    const operations = this.pending.get(operation.name);
    operations?.delete(operation);
    if (operations?.size === 0) this.pending.delete(operation.name);
  }

  /** Keeps what an operation read or wrote. @returns the session as every reader will get it */
  set(name: string, session: StoredSession): StoredSession {
    this.drop(name);
    const entry = { ...session, payload: ownBytes(session.payload) };
    this.entries.set(name, entry);
    this.totalBytes += sizeOf(name, entry);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.maxEntries && this.totalBytes <= this.maxBytes) break;
      this.drop(oldest);
    }
    return entry;
  }

  /** Declares a name out of date, also for the operations on it that are under way. */
  invalidate(name: string): void {
    const operations = this.pending.get(name);
    if (this.drop(name) || operations) this.counts.invalidations++;
    for (const operation of operations ?? []) operation.outdated = true;
  }

  /** Declares every name that begins so out of date. */
  invalidateAll(prefix: string): void {
    for (const name of [...this.entries.keys(), ...this.pending.keys()])
      if (name.startsWith(prefix)) this.invalidate(name);
  }

  /** Declares everything out of date. */
  flush(): void {
    this.counts.flushes++;
    this.entries.clear();
    this.totalBytes = 0;
    for (const operations of this.pending.values())
      for (const operation of operations) operation.outdated = true;
  }

  private drop(name: string): boolean {
    const session = this.entries.get(name);
    if (session) this.totalBytes -= sizeOf(name, session);
    return this.entries.delete(name);
  }
}

function sizeOf(name: string, { payload }: StoredSession): number {
  return name.length + payload.length;
}
