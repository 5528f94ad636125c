import { ownBytes } from '../store/session-record.js';
import type { StoredSession } from '../store/session-store.js';
import type { NearCacheOptions } from './near-cache.options.js';

interface Entry {
  readonly session: StoredSession;
  readonly readAt: number;
  readonly bytes: number;
}

/** A read that is on its way to Redis and back. */
export interface PendingRead {
  /** Whether an invalidation overtook the answer. */
  outdated: boolean;
  readonly readAt: number;
}

/**
 * Sessions that were read lately, by the name of their record. It knows nothing of Redis: who tells it what is out of
 * date is its owner's business. What it takes care of is the race between an answer and the invalidation that overtakes
 * it on another connection: such an answer is never kept.
 */
export class NearCache {
  readonly maxStaleMs: number;
  readonly counts = { hits: 0, misses: 0, invalidations: 0, flushes: 0 };
  private readonly maxEntries: number;
  private readonly maxBytes: number;
  // A Map keeps the order of insertion: the first entry is the least recently used one.
  private readonly entries = new Map<string, Entry>();
  private readonly pending = new Map<string, Set<PendingRead>>();
  private totalBytes = 0;

  /** @throws TypeError where `maxStaleSeconds` is not a whole number above 0 */
  constructor(options: NearCacheOptions) {
    const { maxStaleSeconds = 2, maxEntries = 10_000, maxBytes = 64 * 1024 * 1024 } = options;
    if (!Number.isInteger(maxStaleSeconds) || maxStaleSeconds < 1)
      throw new TypeError('maxStaleSeconds must be a whole number above 0: cookies count whole seconds.');
    this.maxStaleMs = maxStaleSeconds * 1000;
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  get size(): number {
    return this.entries.size;
  }

  get bytes(): number {
    return this.totalBytes;
  }

  /** The session of that name, where it is kept, young enough and not expired by the store's clock `now`. */
  find(name: string, now: number): StoredSession | undefined {
    const entry = this.entries.get(name);
    if (!entry) {
      this.counts.misses++;
      return undefined;
    }
    this.remove(name, entry);
    if (performance.now() - entry.readAt >= this.maxStaleMs || entry.session.expiresAt <= now) {
      this.counts.misses++;
      return undefined;
    }
    this.counts.hits++;
    this.add(name, entry);
    return entry.session;
  }

  /** Notes that a read of that name sets out now. */
  begin(name: string): PendingRead {
    const read = { outdated: false, readAt: performance.now() };
    const others = this.pending.get(name);
    if (others) others.add(read);
    else this.pending.set(name, new Set([read]));
    return read;
  }

  /** Ends a read; what it found is kept unless it went out of date on the way. @returns what to hand out */
  finish(name: string, read: PendingRead, found: StoredSession | undefined): StoredSession | undefined {
    const reads = this.pending.get(name);
    reads?.delete(read);
    if (reads?.size === 0) this.pending.delete(name);
    if (!found || read.outdated) return found;
    const payload = ownBytes(found.payload);
    const session = { ...found, payload };
    this.drop(name);
    this.add(name, { session, readAt: read.readAt, bytes: name.length + payload.length });
    this.evict();
    return session;
  }

  /** Declares a name out of date, also for the reads of it that are on their way. */
  invalidate(name: string): void {
    this.counts.invalidations++;
    this.drop(name);
    for (const read of this.pending.get(name) ?? []) read.outdated = true;
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
    for (const reads of this.pending.values()) for (const read of reads) read.outdated = true;
  }

  private evict(): void {
    for (const [name, entry] of this.entries) {
      if (this.entries.size <= this.maxEntries && this.totalBytes <= this.maxBytes) return;
      this.remove(name, entry);
    }
  }

  private drop(name: string): void {
    const entry = this.entries.get(name);
    if (entry) this.remove(name, entry);
  }

  private add(name: string, entry: Entry): void {
    this.entries.set(name, entry);
    this.totalBytes += entry.bytes;
  }

  private remove(name: string, entry: Entry): void {
    this.entries.delete(name);
    this.totalBytes -= entry.bytes;
  }
}
