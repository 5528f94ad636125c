import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import {
  categoriesSchema,
  listQuerySchema,
  productPageSchema,
  productSchema,
  type ListQuery,
  type Product,
  type ProductPage,
} from './catalog.schemas.js';
import { CatalogService } from './catalog.service.js';

/** `/api/products` and `/api/categories`: open to everybody. */
@ApiTags('catalogue')
@Public()
@Controller('api')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get('products')
  @ApiResponse({ status: 200, standardSchema: productPageSchema })
  list(@Query({ schema: listQuerySchema }) query: ListQuery): Promise<ProductPage> {
    return this.catalog.list(query);
  }

  @Get('products/:slug')
  @ApiResponse({ status: 200, standardSchema: productSchema })
  one(@Param('slug') slug: string): Promise<Product> {
    return this.catalog.findBySlug(slug);
  }

  @Get('categories')
  @ApiResponse({ status: 200, standardSchema: categoriesSchema })
  async categories(): Promise<{ items: { slug: string; name: string }[] }> {
    return { items: await this.catalog.categories() };
  }
}
