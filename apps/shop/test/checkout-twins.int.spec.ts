import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RequestStillRunningError } from '@app/idempotency';
import type { CartContent } from '../src/cart/cart-content.js';
import type { CartRequest } from '../src/cart/cart-holders.js';
import { CartService } from '../src/cart/cart.service.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { ClientGoneError } from '../src/http/client-gone.js';
import { CheckoutService } from '../src/orders/checkout.service.js';
import { PaymentProvider } from '../src/orders/payment-provider.js';
import { OrdersRepository } from '../src/orders/orders.repository.js';
import { DELIVERY_PRICES } from '../src/orders/delivery.js';
import {
  CartEmptyError,
  CartOrderedError,
  CheckoutRefusedError,
  PaymentDeclinedError,
  StockShortError,
  TotalChangedError,
} from '../src/orders/orders.errors.js';
import { ShopApp } from './shop-app.js';

/** A product of the catalogue. */
const OTHER = 'DRI-001';
const CHECKOUT = {
  address: { name: 'Ada', street: 'Market 1', city: 'Riga', postcode: 'LV-1050', country: 'LV' },
  delivery: 'standard' as const,
  payment: { token: 'tok_ok' },
};
const DECLINED = { ...CHECKOUT, payment: { token: 'tok_declined' } };

let shop: ShopApp;
beforeAll(async () => {
  // Sessions apart from those of other files.
  shop = await ShopApp.start({ CLUSTER_ID: crypto.randomUUID().slice(0, 8) });
});
afterAll(() => shop.stop());
afterEach(() => vi.restoreAllMocks());

/** A customer with a cart of one product, of which there is exactly one; requests see the cart that `readCart` gives. */
async function customer(stock = 1) {
  const prisma = shop.app.get(PrismaService);
  const { email } = await shop.customer();
  const { id: userId } = await prisma.user.findUniqueOrThrow({ where: { email } });
  const sku = `TWIN-${crypto.randomUUID().slice(0, 8)}`;
  const some = await prisma.product.findFirstOrThrow();
  await prisma.product.create({ data: { ...some, sku, slug: sku, stock } });
  const carts = shop.app.get(CartService);
  const reads = new WeakMap<CartRequest, () => Promise<CartContent>>();
  vi.spyOn(carts, 'read').mockImplementation((request) => reads.get(request)!());
  const takeOut = vi.spyOn(carts, 'takeOut').mockResolvedValue();
  const cart: CartContent = { id: crypto.randomUUID(), version: 3, lines: [{ sku, quantity: 1 }] };
  return {
    cart,
    takeOut,
    price: some.price,
    orders: () => prisma.order.findMany({ where: { userId, status: { not: 'released' } } }),
    stock: async () => (await prisma.product.findUniqueOrThrow({ where: { sku } })).stock,
    async buy({
      readCart = () => Promise.resolve(cart),
      idempotencyKey = crypto.randomUUID() as string,
      expectedTotal = undefined as number | undefined,
      checkout = CHECKOUT,
      socket = { destroyed: false, readableEnded: false },
    } = {}) {
      const request = { raw: { socket: socket as Socket } } as CartRequest;
      reads.set(request, readCart);
      const key = { userId, idempotencyKey };
      return (await shop.app.get(CheckoutService).checkout(request, key, checkout, expectedTotal)).order;
    },
  };
}

describe('a checkout whose twin on another replica was faster, between its look for an order and its look into the cart', () => {
  const idempotencyKey = () => crypto.randomUUID();

  it.each(['took the products out of the cart', 'took the last of the products'])(
    '%s: is its order',
    async (how) => {
      const { buy, cart } = await customer();
      const key = idempotencyKey();
      let twin: string | undefined;
      const order = await buy({
        idempotencyKey: key,
        readCart: async () => {
          twin = (await buy({ idempotencyKey: key })).id;
          return how === 'took the last of the products' ? cart : { ...cart, version: 4, lines: [] };
        },
      });
      expect(order.id).toBe(twin);
      expect(order.status).toBe('confirmed');
    },
  );

  it('ordered what the buyer was shown, and the cart was filled again: is its order', async () => {
    const { buy, cart, price } = await customer();
    const shared = { idempotencyKey: idempotencyKey(), expectedTotal: price + DELIVERY_PRICES.standard };
    let twin: string | undefined;
    const order = await buy({
      ...shared,
      readCart: async () => {
        twin = (await buy(shared)).id;
        return { ...cart, version: 5, lines: [{ sku: OTHER, quantity: 1 }] };
      },
    });
    expect(order.id).toBe(twin);
  });
});

describe('one version of a cart', () => {
  it('is one order, however many keys come at once', async () => {
    const { buy, orders, stock } = await customer(5);
    const answers = await Promise.allSettled([buy(), buy(), buy()]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(CartOrderedError);
    expect(await orders()).toHaveLength(1);
    expect(await stock()).toBe(4);
  });

  it('is taken out of a cart that still holds it, when a second key is refused', async () => {
    const { buy, takeOut } = await customer(5);
    const { id } = await buy();
    takeOut.mockClear();
    await expect(buy()).rejects.toThrow(CartOrderedError);
    expect(takeOut).toHaveBeenCalledExactlyOnceWith(expect.anything(), id, [
      expect.objectContaining({ quantity: 1 }),
    ]);
  });

  it('can be ordered again once its payment was declined, under another key', async () => {
    const { buy, stock } = await customer(5);
    await expect(buy({ checkout: DECLINED })).rejects.toThrow(PaymentDeclinedError);
    expect((await buy()).status).toBe('confirmed');
    expect(await stock()).toBe(4);
  });

  it('is settled first when the request that ordered it died long ago', async () => {
    const { buy, orders, stock } = await customer(5);
    const prisma = shop.app.get(PrismaService);
    const { id } = await buy();
    await prisma.simulatedPayment.deleteMany({ where: { key: { startsWith: id } } });
    await prisma.order.update({
      where: { id },
      data: { status: 'reserved', paymentReference: null, leaseUntil: new Date(0) },
    });
    const order = await buy();
    expect(await orders()).toEqual([expect.objectContaining({ id: order.id, status: 'confirmed' })]);
    expect(await stock()).toBe(4);
  });
});

describe('one key', () => {
  it.each([
    [
      'an empty cart',
      CartEmptyError,
      (cart: CartContent) => ({ readCart: async () => ({ ...cart, lines: [] }) }),
    ],
    [
      'less stock than asked for',
      StockShortError,
      (cart: CartContent) => ({
        readCart: async () => ({ ...cart, lines: [{ ...cart.lines[0]!, quantity: 2 }] }),
      }),
    ],
    ['another total', TotalChangedError, () => ({ expectedTotal: 1 })],
  ])('keeps its refusal for %s', async (_, type, refused) => {
    const { buy, cart, orders } = await customer();
    const idempotencyKey = crypto.randomUUID();
    const first: unknown = await buy({ idempotencyKey, ...refused(cart) }).catch((error: unknown) => error);
    expect(first).toBeInstanceOf(type);
    // As a request does that was held up in a replica which still sees the cart.
    const second: unknown = await buy({ idempotencyKey }).catch((error: unknown) => error);
    expect(second).toBeInstanceOf(CheckoutRefusedError);
    expect((second as CheckoutRefusedError).refusal).toEqual((first as CheckoutRefusedError).refusal);
    expect(await orders()).toEqual([]);
  });

  it('cannot order once it was refused, also where the order was about to be made', async () => {
    const { buy, cart, orders, stock } = await customer();
    const idempotencyKey = crypto.randomUUID();
    const held = buy({
      idempotencyKey,
      readCart: async () => {
        const empty = { ...cart, lines: [] };
        await expect(buy({ idempotencyKey, readCart: async () => empty })).rejects.toThrow(CartEmptyError);
        return cart;
      },
    });
    await expect(held).rejects.toThrow(CheckoutRefusedError);
    expect(await orders()).toEqual([]);
    expect(await stock()).toBe(1);
  });

  it('lists no refusal among the orders', async () => {
    const { buy, cart } = await customer();
    await expect(buy({ readCart: async () => ({ ...cart, lines: [] }) })).rejects.toThrow(CartEmptyError);
    const { userId } = await shop.app
      .get(PrismaService)
      .order.findFirstOrThrow({ orderBy: { createdAt: 'desc' } });
    expect(await shop.app.get(OrdersRepository).list({ userId, status: 'released' }, undefined, 5)).toEqual(
      [],
    );
  });
});

it.each([
  { destroyed: true, readableEnded: false },
  { destroyed: false, readableEnded: true },
])('a checkout whose client has hung up (%j) orders nothing and leaves the key free', async (socket) => {
  const { buy, orders } = await customer();
  const idempotencyKey = crypto.randomUUID();
  await expect(buy({ idempotencyKey, socket })).rejects.toThrow(ClientGoneError);
  expect(await orders()).toEqual([]);
  expect((await buy({ idempotencyKey })).status).toBe('confirmed');
});

it('a checkout is answered before the balancer gives it up, though the payment takes longer', async () => {
  const { buy, orders } = await customer();
  const payments = shop.app.get<PaymentProvider>(PaymentProvider);
  const pay = payments.pay.bind(payments);
  let paid = () => {};
  const provider = new Promise<void>((resolve) => (paid = resolve));
  vi.spyOn(payments, 'pay').mockImplementationOnce(async (payment) => (await provider, pay(payment)));
  const idempotencyKey = crypto.randomUUID();
  const started = performance.now();
  await expect(buy({ idempotencyKey })).rejects.toThrow(RequestStillRunningError);
  expect(performance.now() - started).toBeLessThan(1_900);
  paid();
  expect((await buy({ idempotencyKey })).status).toBe('confirmed');
  expect(await orders()).toHaveLength(1);
});
