import { Module } from '@nestjs/common';
import type { Principal } from '@app/auth';
import { IdempotencyModule } from '@app/idempotency';
import { CartModule } from '../cart/cart.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { AbandonedOrders } from './abandoned-orders.js';
import { AdminOrdersController } from './admin-orders.controller.js';
import { CheckoutService } from './checkout.service.js';
import { DeliveryController } from './delivery.controller.js';
import { OrdersController } from './orders.controller.js';
import { IdempotencyRecordsModule } from './idempotency-records.module.js';
import { OrdersRepository } from './orders.repository.js';
import { PaymentProvider } from './payment-provider.js';
import { PostgresIdempotencyStore } from './postgres-idempotency.store.js';
import { SimulatedPaymentProvider } from './simulated-payment-provider.js';

/** Checkout and orders. */
@Module({
  imports: [
    CartModule,
    CatalogModule,
    IdempotencyModule.forRootAsync({
      imports: [IdempotencyRecordsModule],
      inject: [PostgresIdempotencyStore],
      isGlobal: false,
      useFactory: (store: PostgresIdempotencyStore) => ({
        store,
        scopeOf: ({ user }: { user?: Principal }) => user?.userId,
        // A checkout takes less; after a crash the next try need not wait long, as the order itself is guarded.
        leaseMs: 3000,
      }),
    }),
  ],
  controllers: [OrdersController, DeliveryController, AdminOrdersController],
  providers: [
    OrdersRepository,
    CheckoutService,
    AbandonedOrders,
    { provide: PaymentProvider, useClass: SimulatedPaymentProvider },
  ],
})
export class OrdersModule {}
