import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CatalogService } from '../src/catalog/catalog.service.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { ShopApp } from './shop-app.js';

const SKU = 'PAN-001';

interface Shown {
  readonly items: readonly { readonly sku: string; readonly price?: number; readonly unitPrice?: number }[];
}

describe('the catalogue that visitors see', () => {
  let [here, there]: ShopApp[] = [];
  beforeAll(async () => {
    [here, there] = await Promise.all([ShopApp.start(), ShopApp.start({ REPLICA_ID: 'shop-2' })]);
  });
  afterAll(() => Promise.all([here?.stop(), there?.stop()]));

  it('shows a change at once where it was made, and within 1.2 s on another replica', async () => {
    const prisma = here!.app.get(PrismaService);
    const { price, categorySlug } = await prisma.product.findUniqueOrThrow({ where: { sku: SKU } });
    const catalog = here!.app.get(CatalogService);
    const visitors = [here!.visitor(), there!.visitor()];
    for (const visitor of visitors)
      expect((await visitor.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 })).status).toBe(201);
    const shownTo = async (visitor: (typeof visitors)[number]) => {
      const [page, cart] = await Promise.all(
        [`/api/products?limit=100&category=${categorySlug}`, '/api/cart'].map(
          async (path) => (await (await visitor.request(path)).json()) as Shown,
        ),
      );
      return [
        page!.items.find(({ sku }) => sku === SKU)?.price,
        cart!.items.find(({ sku }) => sku === SKU)?.unitPrice,
      ];
    };
    try {
      const changed = price + 1;
      for (const visitor of visitors) await shownTo(visitor);
      await catalog.change(SKU, { price: changed });
      const changedAt = performance.now();
      expect(await shownTo(visitors[0]!)).toEqual([changed, changed]);
      // An answer to a request that was sent a second after the change has it, however long it took.
      let sentAt = performance.now();
      let shown = await shownTo(visitors[1]!);
      while (shown.some((value) => value !== changed) && sentAt - changedAt < 1_200) {
        sentAt = performance.now();
        shown = await shownTo(visitors[1]!);
      }
      expect(shown).toEqual([changed, changed]);
    } finally {
      await catalog.change(SKU, { price });
    }
  });
});
