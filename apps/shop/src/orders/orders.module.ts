import { Module } from '@nestjs/common';
import { CartModule } from '../cart/cart.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { AbandonedOrders } from './abandoned-orders.js';
import { AdminOrdersController } from './admin-orders.controller.js';
import { CheckoutService } from './checkout.service.js';
import { DeliveryController } from './delivery.controller.js';
import { OrderSettlement } from './order-settlement.js';
import { OrdersController } from './orders.controller.js';
import { OrdersRepository } from './orders.repository.js';
import { PaymentProvider } from './payment-provider.js';
import { SimulatedPaymentProvider } from './simulated-payment-provider.js';

/** Checkout and orders. */
@Module({
  imports: [CartModule, CatalogModule],
  controllers: [OrdersController, DeliveryController, AdminOrdersController],
  providers: [
    OrdersRepository,
    CheckoutService,
    OrderSettlement,
    AbandonedOrders,
    { provide: PaymentProvider, useClass: SimulatedPaymentProvider },
  ],
})
export class OrdersModule {}
