import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { MemcacheClient, type StatsCommandResponse } from 'memcache-client';
import { PrismaService } from '../../database/prisma.service.js';
import { RedisService } from '../../redis/redis.service.js';
import { Settings } from '../../settings/settings.js';

/** How long a store may take for its figures, in milliseconds. */
const PATIENCE_MS = 500;

/** What a store had done by a moment. */
export interface StoreFigures {
  /** Commands, or transactions in Postgres, since it began; they include those that ask for these figures. */
  readonly commands: number;
  readonly memoryBytes: number | null;
}

export const STORES = ['redis', 'postgres', 'memcached'] as const;
export type StoreName = (typeof STORES)[number];

/** Asks each store what it has done, by what the store itself counts: so it is the load of all replicas together. */
@Injectable()
export class StoreLoads implements OnApplicationShutdown {
  private readonly memcached: MemcacheClient;

  constructor(
    private readonly redis: RedisService,
    private readonly database: PrismaService,
    settings: Settings,
  ) {
    const server = new URL(settings.memcachedUrl).host;
    this.memcached = new MemcacheClient({ server, connectTimeout: PATIENCE_MS, cmdTimeout: PATIENCE_MS });
  }

  onApplicationShutdown(): void {
    this.memcached.shutdown();
  }

  /** The figures of a store; undefined where it does not answer in time. */
  async of(name: StoreName): Promise<StoreFigures | undefined> {
    try {
      return await Promise.race([this.ask(name), late()]);
    } catch {
      // An unavailable store is a result: the page shows it.
      return undefined;
    }
  }

  private ask(name: StoreName): Promise<StoreFigures> {
    switch (name) {
      case 'redis':
        return this.askRedis();
      case 'postgres':
        return this.askPostgres();
      case 'memcached':
        return this.askMemcached();
    }
  }

  private async askRedis(): Promise<StoreFigures> {
    const info = await this.redis.client.info();
    const figure = (field: string) => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1]);
    return { commands: figure('total_commands_processed'), memoryBytes: figure('used_memory') };
  }

  private async askPostgres(): Promise<StoreFigures> {
    const [row] = await this.database.$queryRaw<{ transactions: number }[]>`
      SELECT (xact_commit + xact_rollback)::float8 AS transactions
      FROM pg_stat_database WHERE datname = current_database()`;
    return { commands: row?.transactions ?? 0, memoryBytes: null };
  }

  private async askMemcached(): Promise<StoreFigures> {
    const { STAT } = await this.memcached.cmd<StatsCommandResponse>('stats');
    const figures = new Map(STAT.map(([field, value]) => [field, Number(value)]));
    const sum = (fields: readonly string[]) =>
      fields.reduce((total, field) => total + (figures.get(field) ?? 0), 0);
    return {
      commands: sum(['cmd_get', 'cmd_set', 'cmd_touch', 'delete_hits', 'delete_misses']),
      memoryBytes: figures.get('bytes') ?? null,
    };
  }
}

function late(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS).unref());
}
