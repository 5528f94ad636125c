import { Public } from '@app/auth';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CURRENCY, DELIVERY_PRICES } from './delivery.js';
import { deliveryListSchema, type DeliveryList } from './orders.schemas.js';

/** `/api/delivery`: what one should know before the checkout. */
@ApiTags('orders')
@Public()
@Controller('api/delivery')
export class DeliveryController {
  @Get()
  @ApiOperation({ summary: 'The ways of delivery and what they cost' })
  @ApiResponse({ status: 200, standardSchema: deliveryListSchema })
  list(): DeliveryList {
    const { standard, express } = DELIVERY_PRICES;
    return {
      items: [
        { delivery: 'standard', price: standard, currency: CURRENCY },
        { delivery: 'express', price: express, currency: CURRENCY },
      ],
      nextCursor: null,
    };
  }
}
