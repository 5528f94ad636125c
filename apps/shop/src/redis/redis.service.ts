import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { RedisOptions } from 'ioredis';
import { Settings } from '../settings/settings.js';
import { connectRedis, type RedisClient } from './connect-redis.js';
import { redisProblem } from './redis-problem.js';

/** Opens this replica's Redis connections, says when one is lost and found, and closes them at the end. */
@Injectable()
export class RedisService implements OnApplicationShutdown {
  /** The connection for plain commands; bounded and shared. */
  readonly client: RedisClient;
  private readonly logger = new Logger(RedisService.name);
  private readonly opened: RedisClient[] = [];

  constructor(private readonly settings: Settings) {
    this.client = this.open('commands');
  }

  /** Opens a connection of its own, for a subscriber or for other options. */
  open(purpose: string, options: RedisOptions = {}): RedisClient {
    const client = connectRedis(this.settings.redisUrl, {
      connectionName: `${this.settings.replicaId}-${purpose}`,
      ...options,
    });
    let lost = false;
    client.on('error', (error: Error) => {
      if (!lost) void this.report(error, purpose);
      lost = true;
    });
    client.on('ready', () => {
      if (lost) this.logger.log(`Redis is available again (${purpose}).`);
      lost = false;
    });
    this.opened.push(client);
    return client;
  }

  onApplicationShutdown(): void {
    for (const client of this.opened) client.disconnect();
  }

  private async report(error: Error, purpose: string): Promise<void> {
    const problem = await redisProblem(error, this.settings.redisUrl);
    this.logger.warn({ err: error }, `Redis is unavailable (${purpose}). ${problem ?? ''}`.trim());
  }
}
