import type { Cluster, Redis } from 'ioredis';
import { parseRecord } from '../session-record.js';
import type { StoredSession } from '../session-store.js';
import { InvalidationLink } from './invalidation-link.js';
import { NearCache } from './near-cache.js';
import type { NearCacheOptions, NearCacheStatistics } from './near-cache.options.js';

/** Reads records of one Redis, from memory where it is sure enough that they have not changed. */
export class NearCachedReads {
  private readonly cache: NearCache;
  private readonly link: InvalidationLink;
  private readonly keyPrefix: string;

  /** @throws Error on a Redis Cluster */
  constructor(
    private readonly redis: Redis | Cluster,
    options: NearCacheOptions,
    clock: (now: number, askedAt: number) => void,
  ) {
    if (redis.isCluster)
      throw new Error(
        'The near cache needs a single Redis or Sentinel: on a Cluster each node tells only of its own keys, and a ' +
          'connection to each, through every resharding, would have to be proved. Leave out `near`.',
      );
    this.cache = new NearCache(options);
    this.keyPrefix = (redis as Redis).options.keyPrefix ?? '';
    const listener = {
      invalidated: (key: string) => this.cache.invalidate(key.slice(this.keyPrefix.length)),
      lost: () => this.cache.flush(),
    };
    this.link = new InvalidationLink(redis as Redis, listener, clock, options.heartbeatMs);
  }

  /** Seconds that an entry is used at most. */
  get maxStaleSeconds(): number {
    return this.cache.maxStaleMs / 1000;
  }

  get statistics(): NearCacheStatistics {
    const { counts, size: entries, bytes } = this.cache;
    return { ...counts, entries, bytes, armed: this.link.armed };
  }

  /** The record of that name where memory has it. `now` is the store's clock. */
  find(name: string, now: number): StoredSession | undefined {
    return this.cache.find(name, now);
  }

  /** The record of that name as Redis has it. */
  async load(name: string): Promise<StoredSession | undefined> {
    if (!this.link.armed) return read(this.redis, name);
    const pending = this.cache.begin(name);
    let found: StoredSession | undefined;
    try {
      found = await read(this.link.reader, name);
    } finally {
      found = this.cache.finish(name, pending, found);
    }
    return found;
  }

  /** To be called when this process has written: Redis's own message may come after the answer. */
  written(name: string): void {
    this.cache.invalidate(name);
  }

  /** Like {@link written}, for all names that begin so. */
  writtenAll(prefix: string): void {
    this.cache.invalidateAll(prefix);
  }

  close(): void {
    this.link.close();
  }
}

async function read(redis: Redis | Cluster, name: string): Promise<StoredSession | undefined> {
  const value = await redis.getBuffer(name);
  return value ? parseRecord(value) : undefined;
}
