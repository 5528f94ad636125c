import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Roles } from '@app/auth';
import {
  changeProductSchema,
  listQuerySchema,
  productPageSchema,
  productSchema,
  type ChangeProduct,
  type ListQuery,
  type Product,
  type ProductPage,
} from './catalog.schemas.js';
import { CatalogService } from './catalog.service.js';

/** `/api/admin/products`: stock and prices, for admins. */
@ApiTags('admin')
@Roles('admin')
@Controller('api/admin/products')
export class AdminProductsController {
  constructor(private readonly catalog: CatalogService) {}

  @Get()
  @ApiOperation({ summary: 'Lists and searches products, for admins' })
  @ApiResponse({ status: 200, standardSchema: productPageSchema })
  list(@Query({ schema: listQuerySchema }) query: ListQuery): Promise<ProductPage> {
    return this.catalog.list(query);
  }

  @Patch(':sku')
  @ApiOperation({ summary: 'Changes the stock or the price of a product' })
  @ApiResponse({ status: 200, standardSchema: productSchema })
  change(
    @Param('sku') sku: string,
    @Body({ schema: changeProductSchema }) change: ChangeProduct,
  ): Promise<Product> {
    return this.catalog.change(sku, change);
  }
}
