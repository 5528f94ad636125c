/** Options of `nearCached()`. */
export interface NearCacheOptions {
  /** Maximum number of sessions; the least recently used one is dropped first. Default 10000. */
  readonly maxEntries?: number;
  /** Maximum size of all names and payloads, in bytes; decoded data take about as much again. Default 64 MiB. */
  readonly maxBytes?: number;
}

/** What a near cache has done since the process started, for metrics. */
export interface NearCacheStatistics {
  readonly hits: number;
  readonly misses: number;
  /** Entries, or reads under way, that Redis or a write of this process declared out of date. */
  readonly invalidations: number;
  /** How often everything was dropped: a connection was lost, or Redis was flushed. */
  readonly flushes: number;
  readonly entries: number;
  readonly bytes: number;
  /** Whether the lease is valid, so that reads are answered from memory. */
  readonly armed: boolean;
}
