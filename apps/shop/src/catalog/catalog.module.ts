import { Module } from '@nestjs/common';
import { AdminProductsController } from './admin-products.controller.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';
import { ShownCatalog } from './shown-catalog.js';
import { StockChanges } from './stock-changes.js';

/** The products, their prices and their stock. */
@Module({
  controllers: [CatalogController, AdminProductsController],
  providers: [CatalogService, ShownCatalog, StockChanges],
  exports: [CatalogService, ShownCatalog, StockChanges],
})
export class CatalogModule {}
