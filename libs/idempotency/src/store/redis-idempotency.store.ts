import type { Cluster, Redis } from 'ioredis';
import type { Claim, IdempotencyStore } from './idempotency-store.js';
import { defineIdempotencyCommands, type IdempotencyCommands } from './redis-idempotency.scripts.js';

/** What a {@link RedisIdempotencyStore} needs. */
export interface RedisIdempotencyStoreOptions {
  /** A connection that fails soon: `enableOfflineQueue: false`, `maxRetriesPerRequest: 0`, `commandTimeout: 250` (ms). */
  readonly redis: Redis | Cluster;
  /** Put before every key, to share one Redis. Default `idempotency:`. */
  readonly prefix?: string;
}

/**
 * Keys in Redis: one hash per key, one round trip per step, leases by Redis's clock; single node, Sentinel or Cluster. A
 * failover may lose a record that was written just before, and the retry then acts again: what must never happen twice
 * needs a unique key in its own transaction behind this.
 */
export class RedisIdempotencyStore implements IdempotencyStore {
  private readonly redis: (Redis | Cluster) & IdempotencyCommands;
  private readonly prefix: string;

  constructor(options: RedisIdempotencyStoreOptions) {
    this.redis = defineIdempotencyCommands(options.redis);
    this.prefix = options.prefix ?? 'idempotency:';
  }

  async claim(
    name: string,
    fingerprint: string,
    token: string,
    leaseMs: number,
    keepMs: number,
  ): Promise<Claim> {
    const [outcome, answer = ''] = await this.redis.idempotencyClaim(
      this.prefix + name,
      fingerprint,
      token,
      leaseMs,
      keepMs,
    );
    return { outcome, answer } as Claim;
  }

  async answer(name: string, token: string, answer: string, keepMs: number): Promise<boolean> {
    return (await this.redis.idempotencyAnswer(this.prefix + name, token, answer, keepMs)) === 1;
  }

  async release(name: string, token: string): Promise<void> {
    await this.redis.idempotencyRelease(this.prefix + name, token);
  }
}
