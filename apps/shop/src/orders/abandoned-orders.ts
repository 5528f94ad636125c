import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CheckoutService } from './checkout.service.js';

const EVERY_MS = 15_000;
const GRACE_MS = 30_000;

/** Now and then gives back what checkouts of dead replicas hold. Every replica does; a lease lets one of them act. */
@Injectable()
export class AbandonedOrders implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AbandonedOrders.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly checkout: CheckoutService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.settle(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async settle(): Promise<void> {
    try {
      await this.checkout.settleAbandoned(GRACE_MS);
    } catch (error) {
      this.logger.warn({ err: error }, 'Abandoned orders could not be settled; the next round tries again.');
    }
  }
}
