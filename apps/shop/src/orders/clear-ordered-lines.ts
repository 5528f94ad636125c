import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import type { CartRequest } from '../cart/cart-holders.js';
import { CartService } from '../cart/cart.service.js';
import type { Order } from './orders.schemas.js';

/**
 * Takes what was ordered out of the cart. It stands around the idempotency guard, so that a repeated answer clears
 * what is not cleared yet: the first try may have died before it could, and a cart in a cookie is cleared by each answer for itself.
 */
@Injectable()
export class ClearOrderedLines implements NestInterceptor<Order, Order> {
  constructor(private readonly cart: CartService) {}

  intercept(context: ExecutionContext, next: CallHandler<Order>): Observable<Order> {
    const request = context.switchToHttp().getRequest<CartRequest>();
    return next.handle().pipe(
      mergeMap(async (order) => {
        await this.cart.takeOut(request, order.id, order.items);
        return order;
      }),
    );
  }
}
