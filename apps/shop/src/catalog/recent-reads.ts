import { LRUCache } from 'lru-cache';

/** The longest age at which a value may be shown, in ms, counted from the moment when its read began. */
const MAX_AGE_MS = 1_000;

/** Values that were read a moment ago, each with its key. Requests that come together share one read. */
export class RecentReads<Value> {
  private readonly reads: LRUCache<string, Promise<Value>>;

  /** @param maxEntries the longest unused ones make room */
  constructor(maxEntries: number) {
    // The clock is read at each hit: a time that was kept for the next hits is wrong after a stopped process.
    this.reads = new LRUCache({
      max: maxEntries,
      ttl: MAX_AGE_MS,
      ttlResolution: 0,
      perf: { now: () => performance.now() },
    });
  }

  /** Returns the value of a key, read now or at most a second ago. */
  get(key: string, read: () => Promise<Value>): Promise<Value> {
    return this.reads.get(key) ?? this.keep(key, performance.now(), read());
  }

  /** Returns the values of several keys; those that are missing are read together. */
  getAll(
    keys: readonly string[],
    read: (missing: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  ): Promise<(Value | undefined)[]> {
    const known = new Map<string, Promise<Value | undefined>>();
    const missing: string[] = [];
    for (const key of keys) {
      const found = this.reads.get(key);
      if (found) known.set(key, found);
      else missing.push(key);
    }
    if (missing.length > 0) {
      const start = performance.now();
      const reading = read(missing);
      for (const key of missing) {
        const one = reading.then((values) => values.get(key) as Value);
        known.set(key, this.keep(key, start, one));
      }
    }
    return Promise.all(keys.map((key) => known.get(key)));
  }

  /** Has the next request read this value anew, also if a read of it is under way. */
  delete(key: string): void {
    this.reads.delete(key);
  }

  /** The same for all values. */
  clear(): void {
    this.reads.clear();
  }

  /** @param start when the read began, by the monotonic clock in ms */
  private keep(key: string, start: number, reading: Promise<Value>): Promise<Value> {
    this.reads.set(key, reading, { start });
    reading.catch(() => {
      if (this.reads.peek(key) === reading) this.reads.delete(key);
    });
    return reading;
  }
}
