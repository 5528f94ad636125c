import { Module } from '@nestjs/common';
import { AdminProductsController } from './admin-products.controller.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';

/** The goods, their prices and their stock. */
@Module({
  controllers: [CatalogController, AdminProductsController],
  providers: [CatalogService],
  exports: [CatalogService],
})
export class CatalogModule {}
