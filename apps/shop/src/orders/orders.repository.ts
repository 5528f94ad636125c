import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CartContent, CartLines } from '../cart/cart-content.js';
import { StockChanges } from '../catalog/stock-changes.js';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';
import { CURRENCY, DELIVERY_PRICES } from './delivery.js';
import { StockShortError, TotalChangedError, TotalTooHighError, type Refusal } from './orders.errors.js';
import type { Checkout } from './orders.schemas.js';

/** An order with its lines, as it is stored. */
export type StoredOrder = Prisma.OrderGetPayload<{ include: { lines: true } }>;

/** What identifies a checkout. */
export interface CheckoutKey {
  readonly userId: string;
  readonly idempotencyKey: string;
}

/** One checkout as it was asked for. */
export interface CheckoutRequest {
  readonly key: CheckoutKey;
  /** Hash of the body: the key with another body is refused. */
  readonly fingerprint: string;
  readonly checkout: Checkout;
  /** Minor units; undefined accepts any total. */
  readonly expectedTotal: number | undefined;
}

/** Which orders to list. */
export interface OrderFilter {
  readonly userId?: string;
  readonly status?: StoredOrder['status'];
}

/** The most that an order can come to, in minor units: what an `integer` of PostgreSQL holds. */
const MAX_TOTAL = 2_147_483_647;
const LEASE_MS = 10_000;
const REFUSAL_TTL_MS = 24 * 60 * 60 * 1000;
const UNIQUE_VIOLATION = 'P2002';
const withLines = { include: { lines: { orderBy: { sku: 'asc' as const } } } };

/** The SQL of orders. What must happen together is one transaction; none is open while a payment runs. */
@Injectable()
export class OrdersRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly stockChanges: StockChanges,
  ) {}

  find({ userId, idempotencyKey }: CheckoutKey): Promise<StoredOrder | null> {
    return this.prisma.order.findUnique({
      where: { userId_idempotencyKey: { userId, idempotencyKey } },
      ...withLines,
    });
  }

  /** The order that was made of this version of a cart, reserved or confirmed. */
  async findByCart({ id: cartId, version: cartVersion }: CartContent): Promise<StoredOrder | null> {
    if (cartId === undefined) return null;
    return this.prisma.order.findUnique({
      where: { cartId_cartVersion: { cartId, cartVersion } },
      ...withLines,
    });
  }

  /**
   * Takes the products from stock, and the key and the cart's version for the order: all of it or nothing.
   * @param expectedTotal required total in minor units; undefined accepts any
   * @throws StockShortError, TotalChangedError, TotalTooHighError
   * @returns undefined if the key or the cart's version has an order already
   */
  async reserve(
    { key, fingerprint, checkout, expectedTotal }: CheckoutRequest,
    cart: CartContent,
  ): Promise<StoredOrder | undefined> {
    const order = await unlessTaken(() =>
      this.prisma.$transaction(async (transaction) => {
        const lines = await takeFromStock(transaction, cart.lines);
        const deliveryPrice = DELIVERY_PRICES[checkout.delivery];
        const goods = lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
        const total = goods + deliveryPrice;
        if (total > MAX_TOTAL) throw new TotalTooHighError();
        if (expectedTotal !== undefined && expectedTotal !== total) throw new TotalChangedError();
        return transaction.order.create({
          data: {
            ...key,
            fingerprint,
            address: checkout.address,
            delivery: checkout.delivery,
            deliveryPrice,
            total,
            currency: CURRENCY,
            cartId: cart.id ?? null,
            cartVersion: cart.id === undefined ? null : cart.version,
            ...newLease(),
            lines: { create: lines },
          },
          ...withLines,
        });
      }),
    );
    if (order) this.announce(order);
    return order;
  }

  /**
   * Takes the key for a refusal: no request that was held up can order under it afterwards.
   * @returns false if the key has an order or a refusal already
   */
  async refuse(
    { key, fingerprint, checkout: { address, delivery } }: CheckoutRequest,
    { title, detail }: Refusal,
  ): Promise<boolean> {
    const order = await unlessTaken(() =>
      this.prisma.order.create({
        data: {
          ...key,
          fingerprint,
          address,
          delivery,
          deliveryPrice: 0,
          total: 0,
          status: 'released',
          releaseReason: 'refused',
          refusal: { title, detail },
          ...newLease(),
        },
      }),
    );
    return order !== undefined;
  }

  /** Takes over an order whose lease ran out; undefined where another replica was first. */
  async takeOver(order: StoredOrder): Promise<StoredOrder | undefined> {
    const lease = newLease();
    const { count } = await this.prisma.order.updateMany({
      where: { id: order.id, status: 'reserved', leaseToken: order.leaseToken },
      data: lease,
    });
    return count === 1 ? { ...order, ...lease } : undefined;
  }

  /** Marks a reserved order as paid; false where the lease was lost. */
  async confirm(order: StoredOrder, paymentReference: string): Promise<boolean> {
    const { count } = await this.prisma.order.updateMany({
      where: { id: order.id, status: 'reserved', leaseToken: order.leaseToken },
      data: { status: 'confirmed', paymentReference },
    });
    return count === 1;
  }

  /** Gives the products back and marks the order as released; false where the lease was lost. */
  async release(order: StoredOrder, releaseReason: 'declined' | 'abandoned'): Promise<boolean> {
    const released = await this.prisma.$transaction(async (transaction) => {
      const { count } = await transaction.order.updateMany({
        where: { id: order.id, status: 'reserved', leaseToken: order.leaseToken },
        data: { status: 'released', releaseReason, cartId: null, cartVersion: null },
      });
      if (count === 0) return false;
      for (const { sku, quantity } of order.lines) {
        await transaction.product.update({ where: { sku }, data: { stock: { increment: quantity } } });
      }
      return true;
    });
    if (released) this.announce(order);
    return released;
  }

  /** Removes an abandoned order, so that its key may reserve anew. */
  async forget(order: StoredOrder): Promise<void> {
    await this.prisma.order.deleteMany({ where: { id: order.id, releaseReason: 'abandoned' } });
  }

  /** Removes refusals that are older than any retry. */
  async sweepRefusals(): Promise<void> {
    const createdAt = { lt: new Date(Date.now() - REFUSAL_TTL_MS) };
    await this.prisma.order.deleteMany({
      where: { status: 'released', releaseReason: 'refused', createdAt },
    });
  }

  /** Reserved orders that nobody has been finishing for a while. */
  findAbandoned(graceMs: number): Promise<StoredOrder[]> {
    return this.prisma.order.findMany({
      where: { status: 'reserved', leaseUntil: { lt: new Date(Date.now() - graceMs) } },
      orderBy: { leaseUntil: 'asc' },
      take: 20,
      ...withLines,
    });
  }

  /** One page of orders, the newest first: of one user or of all, of one status or all but the released ones. */
  async list(
    { userId, status }: OrderFilter,
    cursor: string | undefined,
    limit: number,
  ): Promise<StoredOrder[]> {
    return this.prisma.order.findMany({
      // Refusals are answers, not orders.
      where: { userId, status: status ?? { not: 'released' }, refusal: { equals: Prisma.DbNull } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
      take: limit,
      ...withLines,
    });
  }

  findOne(userId: string, id: string): Promise<StoredOrder | null> {
    return this.prisma.order.findFirst({
      where: { id, userId, refusal: { equals: Prisma.DbNull } },
      ...withLines,
    });
  }

  private announce({ lines }: StoredOrder): void {
    this.stockChanges.announce(lines.map(({ sku }) => sku));
  }
}

/** Undefined instead of a violation of a unique key. */
async function unlessTaken<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === UNIQUE_VIOLATION)
      return undefined;
    throw error;
  }
}

function newLease(): { leaseToken: string; leaseUntil: Date } {
  return { leaseToken: randomUUID(), leaseUntil: new Date(Date.now() + LEASE_MS) };
}

/** In the order of the skus, so that two checkouts of the same products wait for one another and never deadlock. */
async function takeFromStock(transaction: Prisma.TransactionClient, cart: CartLines) {
  const lines = [];
  for (const { sku, quantity } of [...cart].sort((a, b) => (a.sku < b.sku ? -1 : 1))) {
    const [product] = await transaction.product.updateManyAndReturn({
      where: { sku, stock: { gte: quantity } },
      data: { stock: { decrement: quantity } },
      select: { name: true, price: true },
    });
    if (!product) throw new StockShortError(sku);
    lines.push({ sku, name: product.name, quantity, unitPrice: product.price });
  }
  return lines;
}
