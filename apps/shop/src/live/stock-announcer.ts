import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { auditTime, buffer, concatMap, type Subscription } from 'rxjs';
import { CatalogService } from '../catalog/catalog.service.js';
import { StockChanges } from '../catalog/stock-changes.js';
import { LiveSockets } from './live-sockets.js';

/** Changes of so many ms go out together: what a page gets does not grow with what is sold. */
const GATHER_MS = 250;

/** Tells every page what is left of the products that were sold or came in on this replica. */
@Injectable()
export class StockAnnouncer implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(StockAnnouncer.name);
  private subscription: Subscription | undefined;

  constructor(
    private readonly changes: StockChanges,
    private readonly catalog: CatalogService,
    private readonly sockets: LiveSockets,
  ) {}

  onModuleInit(): void {
    const { changed } = this.changes;
    this.subscription = changed
      .pipe(
        buffer(changed.pipe(auditTime(GATHER_MS))),
        concatMap((gathered) => this.tell([...new Set(gathered.flat())])),
      )
      .subscribe();
  }

  onApplicationShutdown(): void {
    this.subscription?.unsubscribe();
  }

  /** Reads the stock only now, so that what is told last is what was read last. */
  private async tell(skus: readonly string[]): Promise<void> {
    try {
      const goods = await this.catalog.findBySkus(skus);
      this.sockets.tellStock(goods.map(({ sku, stock }) => ({ sku, stock })));
    } catch (error) {
      this.logger.warn({ err: error }, 'A change of stock could not be told: pages show it when they ask.');
    }
  }
}
