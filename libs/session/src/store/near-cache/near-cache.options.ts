/** Bounds of the near cache of a `RedisSessionStore`. */
export interface NearCacheOptions {
  /**
   * Seconds that an entry is used at most, and so the bound on how stale a read can be when invalidations are lost or
   * late. Also how long a browser that wrote bypasses the cache. A whole number. Default 2.
   */
  readonly maxStaleSeconds?: number;
  /** Sessions kept at most; the least recently used one goes first. Default 10000. */
  readonly maxEntries?: number;
  /** Bytes of names and payloads kept at most; decoded data take about as much again. Default 64 MiB. */
  readonly maxBytes?: number;
  /** How often, in ms, both connections must show that they are alive. Default 500. */
  readonly heartbeatMs?: number;
}

/** What a near cache has done, for metrics. The counters grow from the start of the process. */
export interface NearCacheStatistics {
  readonly hits: number;
  readonly misses: number;
  /** Entries or reads under way that Redis, or a write of this process, declared out of date. */
  readonly invalidations: number;
  /** How often everything was dropped: a connection was lost, or Redis was flushed. */
  readonly flushes: number;
  readonly entries: number;
  readonly bytes: number;
  /** Whether invalidations arrive, so that reads are kept. */
  readonly armed: boolean;
}
