import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import type { FastifyReply } from 'fastify';
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
import { ShownCatalog } from './shown-catalog.js';

/** `/api/products` and `/api/categories`: open to everybody. */
@ApiTags('catalogue')
@Public()
@Controller('api')
export class CatalogController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly shown: ShownCatalog,
  ) {}

  @Get('products')
  @ApiOperation({ summary: 'Lists and searches products' })
  @ApiResponse({ status: 200, standardSchema: productPageSchema })
  list(
    @Query({ schema: listQuerySchema }) query: ListQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductPage> {
    // With a serializer of its own, a reply has no media type by default.
    void reply
      .type('application/json; charset=utf-8')
      .serializer((page: ProductPage) => this.shown.textOf(page));
    return this.shown.list(query);
  }

  @Get('products/:slug')
  @ApiOperation({ summary: 'Returns a product with its stock' })
  @ApiResponse({ status: 200, standardSchema: productSchema })
  one(@Param('slug') slug: string): Promise<Product> {
    return this.catalog.findBySlug(slug);
  }

  @Get('categories')
  @ApiOperation({ summary: 'Lists the categories' })
  @ApiResponse({ status: 200, standardSchema: categoriesSchema })
  async categories(): Promise<{ items: readonly { slug: string; name: string }[] }> {
    return { items: await this.shown.categories() };
  }
}
