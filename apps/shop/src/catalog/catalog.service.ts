import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import { ProductNotFoundError } from './catalog.errors.js';
import type { ChangeProduct, ListQuery, Product, ProductPage } from './catalog.schemas.js';
import { decodeCursor, encodeCursor } from './page-cursor.js';
import { searchWords, toTsQuery } from './search-words.js';
import { StockChanges } from './stock-changes.js';

type ProductRow = Omit<Product, 'image' | 'category'> & {
  readonly categorySlug: string;
  readonly icon: string;
};

const COLUMNS = Prisma.sql`sku, slug, name, description, category AS "categorySlug", unit, price, currency, stock, icon`;

/** The least share of its groups of three letters that a misspelled word has in common with a name, from 0 to 1. */
const SIMILAR = 0.5;

/** The products of the market. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly stockChanges: StockChanges,
  ) {}

  /** One page of products by name; keyset paging, so that a page costs the same wherever it is. */
  async list({ search, category, inStock, maxPrice, cursor, limit }: ListQuery): Promise<ProductPage> {
    const conditions = [Prisma.sql`TRUE`];
    const words = search ? searchWords(search) : [];
    if (search && words.length === 0) return { items: [], nextCursor: null };
    if (words.length > 0) conditions.push(await this.matching(words));
    if (category) conditions.push(Prisma.sql`category = ${category}`);
    if (inStock) conditions.push(Prisma.sql`stock > 0`);
    if (maxPrice !== undefined) conditions.push(Prisma.sql`price <= ${maxPrice}`);
    if (cursor !== undefined) {
      const { name, sku } = decodeCursor(cursor);
      conditions.push(Prisma.sql`(name, sku) > (${name}, ${sku})`);
    }
    const rows = await this.prisma.$queryRaw<ProductRow[]>`
      SELECT ${COLUMNS} FROM products WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY name, sku LIMIT ${limit + 1}`;
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toProduct),
      nextCursor: rows.length > limit && last ? encodeCursor(last) : null,
    };
  }

  /** Products that have these words; if the whole catalogue has none, those whose names have similar ones. */
  private async matching(words: readonly string[]): Promise<Prisma.Sql> {
    const exact = Prisma.sql`search @@ to_tsquery('simple', ${toTsQuery(words)})`;
    const [found] = await this.prisma.$queryRaw<
      { any: boolean }[]
    >`SELECT EXISTS (SELECT FROM products WHERE ${exact}) AS any`;
    if (found?.any) return exact;
    const similar = words.map((word) => Prisma.sql`word_similarity(${word}, name) >= ${SIMILAR}`);
    return Prisma.join(similar, ' AND ');
  }

  /** @throws ProductNotFoundError */
  async findBySlug(slug: string): Promise<Product> {
    const row = await this.prisma.product.findUnique({ where: { slug } });
    if (!row) throw new ProductNotFoundError(slug);
    return toProduct(row);
  }

  /** The products of these skus, in no order; unknown ones are left out. */
  async findBySkus(skus: readonly string[]): Promise<Product[]> {
    if (skus.length === 0) return [];
    return (await this.prisma.product.findMany({ where: { sku: { in: [...skus] } } })).map(toProduct);
  }

  /** The categories in the order of the market's stalls. */
  categories(): Promise<{ slug: string; name: string }[]> {
    return this.prisma.category.findMany({
      orderBy: { position: 'asc' },
      select: { slug: true, name: true },
    });
  }

  /** @throws ProductNotFoundError */
  async change(sku: string, change: ChangeProduct): Promise<Product> {
    const { count } = await this.prisma.product.updateMany({ where: { sku }, data: change });
    const [product] = count === 1 ? await this.findBySkus([sku]) : [];
    if (!product) throw new ProductNotFoundError(sku);
    if (change.stock !== undefined) this.stockChanges.announce([sku]);
    if (change.price !== undefined) this.stockChanges.repriced.next([sku]);
    return product;
  }
}

function toProduct({
  sku,
  slug,
  name,
  description,
  categorySlug,
  unit,
  price,
  currency,
  stock,
  icon,
}: ProductRow): Product {
  return {
    sku,
    slug,
    name,
    description,
    category: categorySlug,
    unit,
    price,
    currency,
    stock,
    image: `/goods/${icon}.svg`,
  };
}
