import { Injectable } from '@nestjs/common';
import type { NearCacheStatistics } from '@app/session/near-cache';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from './metrics.js';

const NONE: NearCacheStatistics = {
  hits: 0,
  misses: 0,
  invalidations: 0,
  flushes: 0,
  entries: 0,
  bytes: 0,
  armed: false,
};

/** What the near cache does. All is 0 until the state `near` is used. */
@Injectable()
export class NearCacheMetrics {
  private read: () => NearCacheStatistics | undefined = () => undefined;

  constructor(metrics: Metrics) {
    const registers = [metrics.registry];
    const statistics = () => this.read() ?? NONE;
    const total = (name: string, help: string, value: (from: NearCacheStatistics) => number) =>
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(value(statistics()));
        },
      });
    const now = (name: string, help: string, value: (from: NearCacheStatistics) => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value(statistics()));
        },
      });
    total('near_cache_hits_total', 'Reads that memory answered', ({ hits }) => hits);
    total('near_cache_misses_total', 'Reads that Redis answered', ({ misses }) => misses);
    total(
      'near_cache_invalidations_total',
      'Entries that were declared out of date',
      (from) => from.invalidations,
    );
    total('near_cache_flushes_total', 'How often everything was dropped', ({ flushes }) => flushes);
    now('near_cache_entries', 'Sessions kept', ({ entries }) => entries);
    now('near_cache_bytes', 'Bytes of names and payloads kept', ({ bytes }) => bytes);
    now('near_cache_armed', '1 while the lease is valid, so that memory answers reads', ({ armed }) =>
      armed ? 1 : 0,
    );
  }

  /** Shows the statistics of the one near cache. */
  watch(read: () => NearCacheStatistics | undefined): void {
    this.read = read;
  }
}
