import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { DELIVERY_PRICES } from '../src/orders/delivery.js';
import { ShopApp } from './shop-app.js';

const SKU = 'DRI-001';
/** No other test orders it. */
const DEAR = 'PAN-013';

describe('POST /api/checkout with Expected-Total', () => {
  let shop: ShopApp;
  beforeAll(async () => {
    shop = await ShopApp.start();
  });
  afterAll(() => shop.stop());

  async function cartOfOne(): Promise<{ customer: Visitor; shown: number }> {
    const customer = await shop.customer();
    const added = await customer.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 });
    const { total } = (await added.json()) as { total: number };
    return { customer, shown: total + DELIVERY_PRICES.standard };
  }

  function buy(customer: Visitor, expectedTotal: string | undefined, key: string = crypto.randomUUID()) {
    const address = { name: 'Ada', street: '12 Lane', city: 'Dublin', postcode: 'D04', country: 'IE' };
    const order = { address, delivery: 'standard', payment: { token: 'tok_ok' } };
    const headers = {
      'idempotency-key': key,
      ...(expectedTotal !== undefined && { 'expected-total': expectedTotal }),
    };
    return customer.send('POST', '/api/checkout', order, headers);
  }

  it('takes the order that comes to what was shown, and its repeat though the cart is another by then', async () => {
    const { customer, shown } = await cartOfOne();
    const key = crypto.randomUUID();
    const first = await buy(customer, String(shown), key);
    expect(first.status).toBe(201);
    const { id, total } = (await first.json()) as { id: string; total: number };
    expect(total).toBe(shown);
    await customer.send('POST', '/api/cart/items', { sku: SKU, quantity: 3 });
    const again = await buy(customer, '1', key);
    expect(again.status).toBe(201);
    expect(((await again.json()) as { id: string }).id).toBe(id);
  });

  it('refuses a cart that has changed since, orders nothing, and leaves it as it is', async () => {
    const { customer, shown } = await cartOfOne();
    await customer.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 });
    const answer = await buy(customer, String(shown));
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ title: 'Total changed' });
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(await (await customer.request('/api/orders')).json()).toMatchObject({ items: [] });
    expect(await (await customer.request('/api/cart')).json()).toMatchObject({ items: [{ quantity: 2 }] });
  });

  it('refuses a cart that comes to more than an order can say, and takes nothing', async () => {
    const { product } = shop.app.get(PrismaService);
    const { price, stock } = await product.findUniqueOrThrow({ where: { sku: DEAR } });
    const customer = await shop.customer();
    await customer.send('POST', '/api/cart/items', { sku: DEAR, quantity: 22 });
    await product.update({ where: { sku: DEAR }, data: { price: 100_000_000, stock: 22 } });
    try {
      const answer = await buy(customer, undefined);
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ title: 'Total too high' });
      expect(await product.findUniqueOrThrow({ where: { sku: DEAR } })).toMatchObject({ stock: 22 });
    } finally {
      await product.update({ where: { sku: DEAR }, data: { price, stock } });
    }
  });

  it.each(['', 'much', '-1', '1.5', '12345678901'])('refuses "%s"', async (total) => {
    const { customer } = await cartOfOne();
    expect((await buy(customer, total)).status).toBe(400);
  });
});
