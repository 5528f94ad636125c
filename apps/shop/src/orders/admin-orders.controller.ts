import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Roles } from '@app/auth';
import { toPage } from './order-view.js';
import { OrdersRepository } from './orders.repository.js';
import {
  adminOrderQuerySchema,
  orderPageSchema,
  type AdminOrderQuery,
  type OrderPage,
} from './orders.schemas.js';

/** `/api/admin/orders`: everybody's orders, for admins. */
@ApiTags('admin')
@Roles('admin')
@Controller('api/admin/orders')
export class AdminOrdersController {
  constructor(private readonly orders: OrdersRepository) {}

  @Get()
  @ApiOperation({ summary: 'Lists the orders of all customers' })
  @ApiResponse({ status: 200, standardSchema: orderPageSchema })
  async list(
    @Query({ schema: adminOrderQuerySchema }) { status, cursor, limit }: AdminOrderQuery,
  ): Promise<OrderPage> {
    return toPage(await this.orders.list({ status }, cursor, limit + 1), limit);
  }
}
