import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, type Principal } from '@app/auth';
import { IdempotencyKey } from '@app/idempotency';
import type { FastifyReply } from 'fastify';
import type { CartRequest } from '../cart/cart-holders.js';
import { CheckoutService } from './checkout.service.js';
import { ExpectedTotal } from './expected-total.decorator.js';
import { toOrder, toPage } from './order-view.js';
import { OrderNotFoundError } from './orders.errors.js';
import { OrdersRepository } from './orders.repository.js';
import {
  checkoutSchema,
  orderPageSchema,
  orderQuerySchema,
  orderSchema,
  type Checkout,
  type Order,
  type OrderPage,
  type OrderQuery,
} from './orders.schemas.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `/api/checkout` and `/api/orders`: signed-in customers only. */
@ApiTags('orders')
@Controller('api')
export class OrdersController {
  constructor(
    private readonly checkouts: CheckoutService,
    private readonly orders: OrdersRepository,
  ) {}

  @Post('checkout')
  @ApiOperation({ summary: 'Orders what is in the cart, once for each key' })
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiHeader({
    name: 'Expected-Total',
    description: 'what the buyer was shown, in minor units: another total is a 409',
    schema: { type: 'integer', minimum: 0 },
  })
  @ApiResponse({ status: 201, standardSchema: orderSchema })
  async checkout(
    @Req() request: CartRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentUser() user: Principal,
    @IdempotencyKey() idempotencyKey: string,
    @ExpectedTotal() expectedTotal: number | undefined,
    @Body({ schema: checkoutSchema }) checkout: Checkout,
  ): Promise<Order> {
    const key = { userId: user.userId, idempotencyKey };
    const { order, replayed } = await this.checkouts.checkout(request, key, checkout, expectedTotal);
    if (replayed) reply.header('Idempotency-Replayed', 'true');
    return toOrder(order);
  }

  @Get('orders')
  @ApiOperation({ summary: 'Lists my orders' })
  @ApiResponse({ status: 200, standardSchema: orderPageSchema })
  async list(
    @CurrentUser() user: Principal,
    @Query({ schema: orderQuerySchema }) { cursor, limit }: OrderQuery,
  ): Promise<OrderPage> {
    return toPage(await this.orders.list({ userId: user.userId }, cursor, limit + 1), limit);
  }

  @Get('orders/:id')
  @ApiOperation({ summary: 'Returns one of my orders' })
  @ApiResponse({ status: 200, standardSchema: orderSchema })
  async one(@CurrentUser() user: Principal, @Param('id') id: string): Promise<Order> {
    const order = UUID.test(id) ? await this.orders.findOne(user.userId, id) : null;
    if (!order) throw new OrderNotFoundError();
    return toOrder(order);
  }
}
