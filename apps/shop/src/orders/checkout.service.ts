import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpException, Inject, Injectable } from '@nestjs/common';
import { IdempotencyKeyReusedError, RequestStillRunningError } from '@app/idempotency';
import { SessionError } from '@app/session';
import type { CartLines } from '../cart/cart-content.js';
import { Prisma } from '../generated/prisma/client.js';
import {
  CartEmptyError,
  CheckoutUnavailableError,
  PaymentDeclinedError,
  StockShortError,
  TotalChangedError,
} from './orders.errors.js';
import { OrdersRepository, type CheckoutKey, type StoredOrder } from './orders.repository.js';
import type { Checkout } from './orders.schemas.js';
import { PaymentProvider } from './payment-provider.js';

const WAIT_MS = 1500;
const POLL_MS = 50;
const UNIQUE_VIOLATION = 'P2002';

/**
 * Checkout, once per key: reserve → pay (no transaction open) → confirm or release. The truth is the unique key in
 * the order's own transaction, so a retry on any replica, after a crash at any point, ends at the one order. The guard in
 * front (see OrdersModule) only spares it twins and repeats.
 */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly orders: OrdersRepository,
    @Inject(PaymentProvider) private readonly payments: PaymentProvider,
  ) {}

  /**
   * @param readCart gives the lines to order; asked only where the key has no order yet
   * @param expectedTotal what the buyer was shown, in minor units; undefined takes any
   * @throws IdempotencyKeyReusedError, RequestStillRunningError, CartEmptyError, StockShortError, TotalChangedError,
   * PaymentDeclinedError, CheckoutUnavailableError
   */
  async checkout(
    key: CheckoutKey,
    checkout: Checkout,
    readCart: () => Promise<CartLines>,
    expectedTotal?: number,
  ): Promise<StoredOrder> {
    const fingerprint = createHash('sha256').update(JSON.stringify(checkout)).digest('base64url');
    const giveUpAt = performance.now() + WAIT_MS;
    try {
      for (;;) {
        const order = await this.findOrReserve(key, fingerprint, checkout, readCart, expectedTotal);
        const finished = order && (await this.finish(order.order, order.mine, checkout.payment.token));
        if (finished) return finished;
        if (performance.now() > giveUpAt) throw new RequestStillRunningError();
        await delay(POLL_MS);
      }
    } catch (error) {
      if (error instanceof HttpException || error instanceof SessionError) throw error;
      throw new CheckoutUnavailableError(error);
    }
  }

  /** Releases what a dead replica left reserved; what was paid is confirmed instead. */
  async settleAbandoned(graceMs: number): Promise<void> {
    for (const order of await this.orders.findAbandoned(graceMs)) {
      const mine = await this.orders.takeOver(order);
      if (!mine) continue;
      const { outcome, reference } = await this.payments.cancel(paymentKey(mine));
      if (outcome === 'captured') await this.orders.confirm(mine, reference);
      else await this.orders.release(mine, 'abandoned');
    }
  }

  private async findOrReserve(
    key: CheckoutKey,
    fingerprint: string,
    checkout: Checkout,
    readCart: () => Promise<CartLines>,
    expectedTotal: number | undefined,
  ): Promise<{ order: StoredOrder; mine: boolean } | undefined> {
    const known = await this.orders.find(key);
    if (known) {
      if (known.fingerprint !== fingerprint) throw new IdempotencyKeyReusedError();
      return { order: known, mine: false };
    }
    const cart = await readCart();
    try {
      if (cart.length === 0) throw new CartEmptyError();
      const order = await this.orders.reserve(key, fingerprint, checkout, cart, expectedTotal);
      return { order, mine: true };
    } catch (error) {
      if (isByTwin(error) && (await this.orders.find(key))) return undefined;
      throw error;
    }
  }

  /** Brings an order to its end, or answers undefined while another request is doing so. */
  private async finish(order: StoredOrder, mine: boolean, token: string): Promise<StoredOrder | undefined> {
    if (order.status === 'confirmed') return order;
    if (order.status === 'released') {
      if (order.releaseReason === 'declined') throw new PaymentDeclinedError();
      await this.orders.forget(order);
      return undefined;
    }
    const held = mine ? order : order.leaseUntil < new Date() ? await this.orders.takeOver(order) : undefined;
    if (!held) return undefined;
    const { total: amount, currency } = held;
    const { outcome, reference } = await this.payments.pay({
      key: paymentKey(held),
      amount,
      currency,
      token,
    });
    if (outcome === 'captured') {
      return (await this.orders.confirm(held, reference)) ? { ...held, status: 'confirmed' } : undefined;
    }
    await this.orders.release(held, outcome === 'declined' ? 'declined' : 'abandoned');
    if (outcome === 'declined') throw new PaymentDeclinedError();
    return undefined;
  }
}

/**
 * A twin that ordered since the key was looked up leaves an empty cart, or one that was filled again, no stock, or the key itself: the
 * next round finds its order.
 */
function isByTwin(error: unknown): boolean {
  if ([CartEmptyError, StockShortError, TotalChangedError].some((type) => error instanceof type)) return true;
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === UNIQUE_VIOLATION;
}

function paymentKey({ id, attempt }: StoredOrder): string {
  return `${id}:${attempt}`;
}
