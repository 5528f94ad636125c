import type { Redis } from 'ioredis';
import type { Awaitable } from '../session-backend.js';
import { RedisSessionStore } from '../store/redis-session.store.js';
import type { LoadOptions, SessionKey, SessionStore, StoredSession } from '../store/session-store.js';
import { Lease, LEASE_MS } from './lease.js';
import { NearCache } from './near-cache.js';
import type { NearCacheOptions, NearCacheStatistics } from './near-cache.options.js';

/**
 * Caches the records of a Redis store in this process, reads and writes alike. Redis tells which of them others change
 * (https://redis.io/docs/latest/develop/reference/client-side-caching/), and a heartbeat proves that it could: a read is at most
 * 1 s behind the node that is connected, unless `tracking-table-max-keys` of Redis is below the number of sessions. Opens two more connections like the store's, and closes them with `close()`.
 *
 * An ACL user needs `+client|id +client|tracking +info +time +role +ping +subscribe &__redis__:invalidate` in addition. Without
 * these permissions a line is logged and every read asks Redis.
 *
 * @param store a store on one Redis, or on the master behind Sentinels
 * @throws Error on a Redis Cluster
 *
 * @example
 * SessionModule.forRoot({ store: nearCached(new RedisSessionStore({ redis })), keys });
 */
export function nearCached(store: RedisSessionStore, options: NearCacheOptions = {}): NearCachedSessionStore {
  return new NearCachedSessionStore(store, options);
}

/** A {@link RedisSessionStore} with a cache in this process, made by {@link nearCached}. */
export class NearCachedSessionStore implements SessionStore {
  /** Seconds by which a read can be behind a write of another process. */
  readonly maxStaleSeconds = LEASE_MS / 1000;
  private readonly cache: NearCache;
  private readonly lease: Lease;
  /** The same store by the connection whose reads are tracked. */
  private readonly tracked: RedisSessionStore;

  constructor(
    private readonly store: RedisSessionStore,
    options: NearCacheOptions,
  ) {
    if (store.redis.isCluster)
      throw new Error(
        'The near cache needs a single Redis or Sentinel: it is not proved that a failover of a Cluster loses no ' +
          'invalidation. Use the RedisSessionStore without nearCached().',
      );
    const redis = store.redis as Redis;
    const keyPrefix = redis.options.keyPrefix ?? '';
    this.cache = new NearCache(options);
    this.lease = new Lease(redis, {
      invalidated: (key) => this.cache.invalidate(key.slice(keyPrefix.length)),
      lost: () => this.cache.flush(),
      time: (now, askedAt) => this.tracked.learnTime(now, askedAt),
    });
    this.tracked = new RedisSessionStore({ redis: this.lease.reader, prefix: store.prefix });
  }

  get capabilities() {
    return this.store.capabilities;
  }

  /** Counters and sizes, for metrics. */
  get statistics(): NearCacheStatistics {
    const { counts, size: entries, bytes } = this.cache;
    return { ...counts, entries, bytes, armed: this.lease.valid };
  }

  now(): number {
    return (this.lease.valid ? this.tracked : this.store).now();
  }

  load(key: SessionKey, options?: LoadOptions): Awaitable<StoredSession | undefined> {
    if (!this.lease.valid) {
      this.cache.counts.misses++;
      return this.store.load(key);
    }
    const known = options?.fresh ? undefined : this.cache.get(this.store.nameOf(key), this.tracked.now());
    return known ?? this.read(key);
  }

  readonly create: SessionStore['create'] = (key, ...args) =>
    this.write(
      key,
      (store) => store.create(key, ...args),
      (session) => session,
    );

  readonly compareAndSet: SessionStore['compareAndSet'] = (key, ...args) =>
    this.write(
      key,
      (store) => store.compareAndSet(key, ...args),
      (result) => (result.outcome === 'stored' ? result.session : undefined),
    );

  // By the store's own connection: Redis tells of these like of any other client's.
  readonly touch: SessionStore['touch'] = (key, ...args) =>
    this.write(key, () => this.store.touch(key, ...args));

  readonly destroy: SessionStore['destroy'] = (key, ...args) =>
    this.write(key, () => this.store.destroy(key, ...args));

  list(tag: string) {
    return this.store.list(tag);
  }

  async destroyAll(tag: string, except?: string): Promise<number> {
    try {
      return await this.store.destroyAll(tag, except);
    } finally {
      this.cache.invalidateAll(this.store.nameOf({ tag, hash: '' }));
    }
  }

  /** Closes the cache's connections. The store's own stays open. */
  close(): void {
    this.lease.close();
  }

  private async read(key: SessionKey): Promise<StoredSession | undefined> {
    const pending = this.cache.begin(this.store.nameOf(key));
    try {
      const found = await this.tracked.load(key);
      return found && !pending.outdated ? this.cache.set(pending.name, found) : found;
    } finally {
      this.cache.end(pending);
    }
  }

  /**
   * Keeps what the tracked connection wrote, and forgets what another one wrote and what failed: a command that timed out may
   * still be carried out. Reads that were under way are not kept either. Redis does not tell of a write by the connection
   * itself, and the reply of an earlier read may be handled after the write's.
   */
  private async write<T>(
    key: SessionKey,
    run: (store: RedisSessionStore) => Promise<T>,
    sessionOf?: (result: T) => StoredSession | undefined,
  ): Promise<T> {
    const pending = this.cache.begin(this.store.nameOf(key));
    const tracked = sessionOf !== undefined && this.lease.valid;
    let session: StoredSession | undefined;
    try {
      const result = await run(tracked ? this.tracked : this.store);
      if (tracked && !pending.outdated) session = sessionOf(result);
      return result;
    } finally {
      this.cache.end(pending);
      this.cache.invalidate(pending.name);
      if (session) this.cache.set(pending.name, session);
    }
  }
}
