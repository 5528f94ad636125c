import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/prisma/client.js';
import { Settings } from '../settings/settings.js';
import { TRANSACTION_WAIT_MS, poolSettings } from './pool-settings.js';

/** How many connections a replica opens before it takes visitors. */
const FIRST_CONNECTIONS = 5;

/**
 * The shop's database. It connects at start, with the first query after that, and again after a loss, so a replica starts, and
 * serves what needs no database, while Postgres is unavailable.
 */
@Injectable()
export class PrismaService extends PrismaClient implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(@Inject(Settings) settings: Pick<Settings, 'databaseUrl' | 'replicaId'>) {
    const logger = new Logger('Database');
    const warn = (error: Error) => logger.warn(`A connection was lost: ${error.message}`);
    super({
      adapter: new PrismaPg(poolSettings(settings), { onPoolError: warn, onConnectionError: warn }),
      // A transaction that gets no connection in this time, or does not end in that, fails and rolls back.
      transactionOptions: { maxWait: TRANSACTION_WAIT_MS, timeout: 5_000 },
    });
  }

  /** A sign of life. @throws while the database does not answer */
  async ping(): Promise<void> {
    await this.$queryRaw`SELECT 1`;
  }

  /** The first visitors of a replica that joins under load would all wait for connections at once, and some in vain. */
  async onApplicationBootstrap(): Promise<void> {
    await Promise.allSettled(Array.from({ length: FIRST_CONNECTIONS }, () => this.ping()));
  }

  async onModuleDestroy(): Promise<void> {
    await this.$disconnect();
  }
}
