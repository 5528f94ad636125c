import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';

/** What this library asks of Redis: one node, Sentinel or Cluster, by ioredis. */
export type RedisClient = Redis | Cluster;

/** A Lua script that travels as its digest once the server knows it. */
export class RedisScript {
  private readonly digest: string;

  constructor(private readonly source: string) {
    this.digest = createHash('sha1').update(source).digest('hex');
  }

  /** @param keys all in one Cluster slot. @throws what ioredis throws. */
  async run(
    redis: RedisClient,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await redis.evalsha(this.digest, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(this.source, keys.length, ...keys, ...values);
    }
  }
}
