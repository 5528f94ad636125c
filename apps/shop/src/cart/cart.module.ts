import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { AccountCarts } from './account-carts.js';
import { CartChanges } from './cart-changes.js';
import { CartHolders } from './cart-holders.js';
import { AccountCartJoin, CartJoin } from './cart-join.js';
import { CartController } from './cart.controller.js';
import { CartService } from './cart.service.js';

/** The cart, in the session or in the account. */
@Module({
  imports: [CatalogModule],
  controllers: [CartController],
  providers: [
    AccountCarts,
    CartChanges,
    CartHolders,
    CartService,
    { provide: CartJoin, useClass: AccountCartJoin },
  ],
  exports: [CartChanges, CartService, CartJoin],
})
export class CartModule {}
