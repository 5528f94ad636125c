import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { merge, type Subscription } from 'rxjs';
import type { ListQuery, Product, ProductPage } from './catalog.schemas.js';
import { CatalogService } from './catalog.service.js';
import { RecentReads } from './recent-reads.js';
import { StockChanges } from './stock-changes.js';

/** Bounds of the caches, in entries: a few megabytes. */
const MAX_PRODUCTS = 2_000;
const MAX_PAGES = 100;

/**
 * The catalogue as visitors see it: prices and stock are at most a second old, and never older than what this replica has changed
 * itself. A checkout reads them in its transaction.
 */
@Injectable()
export class ShownCatalog implements OnApplicationShutdown {
  private readonly products = new RecentReads<Product | undefined>(MAX_PRODUCTS);
  private readonly pages = new RecentReads<ProductPage>(MAX_PAGES);
  private readonly texts = new WeakMap<ProductPage, string>();
  private readonly lists = new RecentReads<Categories>(1);
  private readonly subscription: Subscription;

  constructor(
    private readonly catalog: CatalogService,
    changes: StockChanges,
  ) {
    this.subscription = merge(changes.changed, changes.repriced).subscribe((skus) => {
      for (const sku of skus) this.products.delete(sku);
      this.pages.clear();
    });
  }

  onApplicationShutdown(): void {
    this.subscription.unsubscribe();
  }

  /** Returns the products of these skus, in their order; undefined for an unknown one. */
  findBySkus(skus: readonly string[]): Promise<(Product | undefined)[]> {
    return this.products.getAll(
      skus,
      async (missing) =>
        new Map((await this.catalog.findBySkus(missing)).map((product) => [product.sku, product])),
    );
  }

  /** Returns one page of products by name. The first page of all or of a category, which every visitor sees, is cached. */
  list(query: ListQuery): Promise<ProductPage> {
    const { category = '', limit, search, inStock, maxPrice, cursor } = query;
    const isFiltered = search ?? inStock ?? maxPrice ?? cursor;
    if (isFiltered !== undefined) return this.catalog.list(query);
    return this.pages.get(`${limit} ${category}`, () => this.catalog.list(query));
  }

  /** Returns a page as JSON. One that is cached is written once for all who are shown it. */
  textOf(page: ProductPage): string {
    let text = this.texts.get(page);
    if (text === undefined) this.texts.set(page, (text = JSON.stringify(page)));
    return text;
  }

  categories(): Promise<Categories> {
    return this.lists.get('all', () => this.catalog.categories());
  }
}

type Categories = readonly { readonly slug: string; readonly name: string }[];
