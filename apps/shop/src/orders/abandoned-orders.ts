import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OrderSettlement } from './order-settlement.js';
import { OrdersRepository } from './orders.repository.js';

const EVERY_MS = 15_000;
const GRACE_MS = 30_000;

/** Releases what checkouts of dead replicas hold, and removes old refusals. Every replica does; a lease lets one of them act. */
@Injectable()
export class AbandonedOrders implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AbandonedOrders.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly settlement: OrderSettlement,
    private readonly orders: OrdersRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.settle(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async settle(): Promise<void> {
    try {
      await this.settlement.settleAbandoned(GRACE_MS);
      await this.orders.sweepRefusals();
    } catch (error) {
      this.logger.warn({ err: error }, 'Abandoned orders could not be settled; the next round tries again.');
    }
  }
}
