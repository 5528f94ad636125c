import type { Redis } from 'ioredis';
import type { Awaitable } from '../awaitable.js';
import type { RedisSessionStore } from '../store/redis-session.store.js';
import type { LoadOptions, SessionKey, SessionStore, StoredSession } from '../store/session-store.js';
import { InvalidationLink } from './invalidation-link.js';
import { NearCache } from './near-cache.js';
import type { NearCacheOptions, NearCacheStatistics } from './near-cache.options.js';

/**
 * Caches the records of a Redis store in this process. Redis says which of them change
 * (https://redis.io/docs/latest/develop/reference/client-side-caching/). Opens two more connections like the store's,
 * and closes them with `close()`.
 *
 * An ACL user needs `+client|id +client|tracking +client|trackinginfo +info +time +role +ping +subscribe
 * &__redis__:invalidate` in addition. Without these permissions a line is logged and every read asks Redis.
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
  private readonly cache: NearCache;
  private readonly link: InvalidationLink;

  constructor(
    private readonly store: RedisSessionStore,
    options: NearCacheOptions,
  ) {
    if (store.redis.isCluster)
      throw new Error(
        'The near cache needs a single Redis or Sentinel: each node of a Cluster tells only of its own keys. Use the ' +
          'RedisSessionStore without nearCached().',
      );
    const redis = store.redis as Redis;
    const keyPrefix = redis.options.keyPrefix ?? '';
    this.cache = new NearCache(options);
    this.link = new InvalidationLink(
      redis,
      {
        invalidated: (key) => this.cache.invalidate(key.slice(keyPrefix.length)),
        lost: () => this.cache.flush(),
        time: (now, askedAt) => store.learnTime(now, askedAt),
      },
      options.heartbeatMs,
    );
  }

  get capabilities() {
    return this.store.capabilities;
  }

  /** Seconds that an entry is used at most. */
  get maxStaleSeconds(): number {
    return this.cache.maxStaleMs / 1000;
  }

  /** Counters and sizes, for metrics. */
  get statistics(): NearCacheStatistics {
    const { counts, size: entries, bytes } = this.cache;
    return { ...counts, entries, bytes, armed: this.link.armed };
  }

  now(): number {
    return this.store.now();
  }

  load(key: SessionKey, options?: LoadOptions): Awaitable<StoredSession | undefined> {
    const name = this.store.nameOf(key);
    const known = options?.fresh ? undefined : this.cache.find(name, this.store.now());
    return known ?? this.read(name);
  }

  readonly create: SessionStore['create'] = (...args) => this.written(args[0], this.store.create(...args));

  readonly compareAndSet: SessionStore['compareAndSet'] = (...args) =>
    this.written(args[0], this.store.compareAndSet(...args));

  readonly touch: SessionStore['touch'] = (...args) => this.written(args[0], this.store.touch(...args));

  readonly destroy: SessionStore['destroy'] = (...args) => this.written(args[0], this.store.destroy(...args));

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
    this.link.close();
  }

  private async read(name: string): Promise<StoredSession | undefined> {
    if (!this.link.armed) return this.store.read(name, this.store.redis);
    const pending = this.cache.begin(name);
    let found: StoredSession | undefined;
    try {
      found = await this.store.read(name, this.link.reader);
    } finally {
      found = this.cache.finish(name, pending, found);
    }
    return found;
  }

  /** Forgets the record when the write is answered: Redis's own message may come later. */
  private async written<T>(key: SessionKey, write: Promise<T>): Promise<T> {
    try {
      return await write;
    } finally {
      // Also after a failure: a command that timed out may have been carried out.
      this.cache.invalidate(this.store.nameOf(key));
    }
  }
}
