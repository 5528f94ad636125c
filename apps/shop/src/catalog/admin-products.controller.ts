import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
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
  @ApiResponse({ status: 200, standardSchema: productPageSchema })
  list(@Query({ schema: listQuerySchema }) query: ListQuery): Promise<ProductPage> {
    return this.catalog.list(query);
  }

  @Patch(':sku')
  @ApiResponse({ status: 200, standardSchema: productSchema })
  change(
    @Param('sku') sku: string,
    @Body({ schema: changeProductSchema }) change: ChangeProduct,
  ): Promise<Product> {
    return this.catalog.change(sku, change);
  }
}
