import { Logger } from '@nestjs/common';
import { type RedisClient, RedisScript } from '../redis/redis-script.js';
import { type AttemptCount, attemptCount, type AttemptStorage } from './attempt-storage.js';
import { BlockedKeys } from './blocked-keys.js';
import { InProcessAttemptStorage } from './in-process-attempt-storage.js';

/** KEYS window · ARGV length in ms → hits, ms left. */
const INCREMENT = new RedisScript(`
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { hits, redis.call('PTTL', KEYS[1]) }`);

/** KEYS window. A window that has ended is not begun again. */
const TAKE_BACK = new RedisScript(`
if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then redis.call('DECR', KEYS[1]) end
return 0`);

/** Settings of a {@link RedisAttemptStorage}. */
export interface RedisAttemptStorageOptions {
  /** How many replicas share a limit: while Redis is unavailable, each one allows its share. */
  readonly replicas: number;
  /** Put before every key; `auth:attempts:` by default. */
  readonly prefix?: string;
}

/**
 * Counts attempts in Redis, over all replicas, in fixed windows. A client over its limit is refused without asking Redis again until
 * the window ends. While Redis is unavailable each replica counts alone, against the limit divided by their number: no client is
 * locked out, and none gets more attempts than with Redis.
 */
export class RedisAttemptStorage implements AttemptStorage {
  private readonly logger = new Logger('LoginLimits');
  private readonly alone = new InProcessAttemptStorage();
  private readonly blocked = new BlockedKeys();
  private readonly prefix: string;
  private away = false;

  constructor(
    private readonly redis: RedisClient,
    private readonly options: RedisAttemptStorageOptions,
  ) {
    this.prefix = options.prefix ?? 'auth:attempts:';
  }

  async increment(key: string, ttl: number, limit: number): Promise<AttemptCount> {
    const blockedMs = this.blocked.msLeft(key);
    if (blockedMs > 0) return attemptCount(limit + 1, limit, blockedMs);
    try {
      const [hits, left] = (await INCREMENT.run(this.redis, [this.prefix + key], [ttl])) as [number, number];
      this.away = false;
      if (hits > limit) this.blocked.block(key, left);
      return attemptCount(hits, limit, left);
    } catch (error) {
      if (!this.away)
        this.logger.warn(`Redis is unavailable: this replica counts attempts alone (${String(error)}).`);
      this.away = true;
      return this.alone.increment(key, ttl, Math.max(1, Math.floor(limit / this.options.replicas)));
    }
  }

  async takeBack(key: string): Promise<void> {
    this.blocked.unblock(key);
    await this.alone.takeBack(key);
    try {
      await TAKE_BACK.run(this.redis, [this.prefix + key], []);
    } catch {
      // It counts as one more attempt, until its window ends.
    }
  }
}
