import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaService } from '../src/database/prisma.service.js';
import { ShopApp } from './shop-app.js';

describe('the search and the filters of the catalogue', () => {
  let shop: ShopApp;
  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'off' });
  });
  afterAll(() => shop.stop());

  it.each([
    ['bannana', 'Bananas'],
    ['tomatos', 'Vine tomatoes'],
    ['eggplant', 'Aubergine'],
    ['chocolat dark', 'Dark chocolate'],
  ])('find “%s” as %s', async (search, name) => {
    const answer = await shop.visitor().request(`/api/products?search=${encodeURIComponent(search)}`);
    const { items } = (await answer.json()) as { items: { name: string }[] };
    expect(items.map((product) => product.name)).toContain(name);
  });

  it('find nothing where nothing is similar', async () => {
    const answer = await shop.visitor().request('/api/products?search=zebra');
    expect(await answer.json()).toMatchObject({ items: [] });
  });

  it('leave out what is sold out, or costs more', async () => {
    const list = async (query: string) =>
      (
        (await (await shop.visitor().request(`/api/products?limit=100&${query}`)).json()) as {
          items: { sku: string; price: number }[];
        }
      ).items;
    const all = await list('category=garden');
    const ceiling = all.map(({ price }) => price).sort((a, b) => a - b)[1]!;
    const cheap = await list(`category=garden&maxPrice=${ceiling}`);
    expect(cheap.length).toBeLessThan(all.length);
    expect(cheap.every(({ price }) => price <= ceiling)).toBe(true);
    const prisma = shop.app.get(PrismaService);
    const { sku, stock } = await prisma.product.findFirstOrThrow({ where: { categorySlug: 'garden' } });
    await prisma.product.update({ where: { sku }, data: { stock: 0 } });
    try {
      const skus = (await list('category=garden&inStock=true')).map((good) => good.sku);
      expect(skus).toHaveLength(all.length - 1);
      expect(skus).not.toContain(sku);
    } finally {
      await prisma.product.update({ where: { sku }, data: { stock } });
    }
  });
});
