import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/prisma/client.js';
import { Settings } from '../settings/settings.js';
import { CONNECTION_WAIT_MS, poolSettings } from './pool-settings.js';

/**
 * The shop's database. It connects with the first query and again after a loss, so a replica starts, and serves what needs no
 * database, while Postgres is away.
 */
@Injectable()
export class PrismaService extends PrismaClient implements OnModuleDestroy {
  constructor(@Inject(Settings) settings: Pick<Settings, 'databaseUrl' | 'replicaId'>) {
    const logger = new Logger('Database');
    const warn = (error: Error) => logger.warn(`A connection was lost: ${error.message}`);
    super({
      adapter: new PrismaPg(poolSettings(settings), { onPoolError: warn, onConnectionError: warn }),
      // A transaction that gets no connection in this time, or does not end in that, fails and rolls back.
      transactionOptions: { maxWait: CONNECTION_WAIT_MS, timeout: 5_000 },
    });
  }

  /** A sign of life. @throws while the database does not answer */
  async ping(): Promise<void> {
    await this.$queryRaw`SELECT 1`;
  }

  async onModuleDestroy(): Promise<void> {
    await this.$disconnect();
  }
}
