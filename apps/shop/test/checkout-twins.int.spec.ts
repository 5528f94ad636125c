import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CartLines } from '../src/cart/cart-content.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { DELIVERY_PRICES } from '../src/orders/delivery.js';
import { CheckoutService } from '../src/orders/checkout.service.js';
import { CartEmptyError, StockShortError, TotalChangedError } from '../src/orders/orders.errors.js';
import { ShopApp } from './shop-app.js';

/** A good of the catalogue. */
const OTHER = 'DRI-001';
const CHECKOUT = {
  address: { name: 'Ada', street: 'Market 1', city: 'Riga', postcode: 'LV-1050', country: 'LV' },
  delivery: 'standard',
  payment: { token: 'tok_ok' },
} as const;

describe('a checkout whose twin on another replica was faster, between its look for an order and its look into the cart', () => {
  let shop: ShopApp;
  beforeAll(async () => {
    // Sessions apart from those of other files.
    shop = await ShopApp.start({ CLUSTER_ID: crypto.randomUUID().slice(0, 8) });
  });
  afterAll(() => shop.stop());

  async function customer() {
    const prisma = shop.app.get(PrismaService);
    const { email } = await shop.customer();
    const { id: userId } = await prisma.user.findUniqueOrThrow({ where: { email } });
    const sku = `TWIN-${crypto.randomUUID().slice(0, 8)}`;
    const some = await prisma.product.findFirstOrThrow();
    await prisma.product.create({ data: { ...some, sku, slug: sku, stock: 1 } });
    const checkouts = shop.app.get(CheckoutService);
    const key = { userId, idempotencyKey: crypto.randomUUID() };
    const lines: CartLines = [{ sku, quantity: 1 }];
    return {
      buy: (readCart: () => Promise<CartLines>, expectedTotal?: number) =>
        checkouts.checkout(key, CHECKOUT, readCart, expectedTotal),
      lines,
      price: some.price,
    };
  }

  it.each(['took the goods out of the cart', 'took the last of the goods'])(
    '%s: is its order',
    async (how) => {
      const { buy, lines } = await customer();
      let twin: string | undefined;
      const order = await buy(async () => {
        twin = (await buy(() => Promise.resolve(lines))).id;
        return how === 'took the last of the goods' ? lines : [];
      });
      expect(order.id).toBe(twin);
      expect(order.status).toBe('confirmed');
    },
  );

  it('ordered what the buyer was shown, and the cart was filled again: is its order', async () => {
    const { buy, lines, price } = await customer();
    const total = price + DELIVERY_PRICES.standard;
    let twin: string | undefined;
    const order = await buy(async () => {
      twin = (await buy(() => Promise.resolve(lines), total)).id;
      return [{ sku: OTHER, quantity: 1 }];
    }, total);
    expect(order.id).toBe(twin);
  });

  it('had none: an empty cart and goods that are gone are said', async () => {
    const { buy, lines } = await customer();
    await expect(buy(() => Promise.resolve([]))).rejects.toThrow(CartEmptyError);
    await expect(buy(() => Promise.resolve([{ ...lines[0]!, quantity: 2 }]))).rejects.toThrow(
      StockShortError,
    );
    await expect(buy(() => Promise.resolve(lines), 1)).rejects.toThrow(TotalChangedError);
  });
});
