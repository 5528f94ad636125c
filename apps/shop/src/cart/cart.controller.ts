import { Body, Controller, Delete, Get, Param, Patch, Post, Req, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import { GuestLimitGuard } from '../limits/guest-limit.guard.js';
import type { CartRequest } from './cart-holders.js';
import {
  addItemSchema,
  cartSchema,
  changeItemSchema,
  itemPathSchema,
  type AddItem,
  type Cart,
  type ChangeItem,
} from './cart.schemas.js';
import { CartService } from './cart.service.js';

/** `/api/cart`: a guest's, a customer's or an API client's cart. */
@ApiTags('cart')
@Public()
@Controller('api/cart')
export class CartController {
  constructor(private readonly cart: CartService) {}

  @Get()
  @ApiOperation({ summary: 'Returns the cart' })
  @ApiResponse({ status: 200, standardSchema: cartSchema })
  show(@Req() request: CartRequest): Promise<Cart> {
    return this.cart.show(request);
  }

  @UseGuards(GuestLimitGuard)
  @Post('items')
  @ApiOperation({ summary: 'Adds a product to the cart' })
  @ApiResponse({ status: 201, standardSchema: cartSchema })
  add(@Req() request: CartRequest, @Body({ schema: addItemSchema }) item: AddItem): Promise<Cart> {
    return this.cart.add(request, item);
  }

  @Patch('items/:sku')
  @ApiOperation({ summary: 'Changes the quantity of a product in the cart' })
  @ApiResponse({ status: 200, standardSchema: cartSchema })
  change(
    @Req() request: CartRequest,
    @Param({ schema: itemPathSchema }) { sku }: { sku: string },
    @Body({ schema: changeItemSchema }) { quantity }: ChangeItem,
  ): Promise<Cart> {
    return this.cart.setQuantity(request, sku, quantity);
  }

  @Delete('items/:sku')
  @ApiOperation({ summary: 'Removes a product from the cart' })
  @ApiResponse({ status: 200, standardSchema: cartSchema })
  remove(
    @Req() request: CartRequest,
    @Param({ schema: itemPathSchema }) { sku }: { sku: string },
  ): Promise<Cart> {
    return this.cart.remove(request, sku);
  }
}
