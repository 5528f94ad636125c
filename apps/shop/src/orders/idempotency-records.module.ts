import {
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { PostgresIdempotencyStore } from './postgres-idempotency.store.js';

const EVERY_MS = 60_000;

/** Now and then removes expired records. Every replica does; rows that another one is removing are skipped. */
@Injectable()
export class ExpiredIdempotencyRecords implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ExpiredIdempotencyRecords.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: PostgresIdempotencyStore) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      await this.store.sweep();
    } catch (error) {
      this.logger.warn(
        { err: error },
        'Expired idempotency records could not be removed; the next round tries again.',
      );
    }
  }
}

/** The records of idempotency keys. */
@Module({
  providers: [PostgresIdempotencyStore, ExpiredIdempotencyRecords],
  exports: [PostgresIdempotencyStore],
})
export class IdempotencyRecordsModule {}
