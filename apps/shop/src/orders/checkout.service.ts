import { setTimeout as delay } from 'node:timers/promises';
import { HttpException, Injectable } from '@nestjs/common';
import { fingerprint, IdempotencyKeyReusedError, RequestStillRunningError } from '@app/idempotency';
import { SessionError } from '@app/session';
import type { CartContent } from '../cart/cart-content.js';
import type { CartRequest } from '../cart/cart-holders.js';
import { CartService } from '../cart/cart.service.js';
import { refuseIfClientGone } from '../http/client-gone.js';
import { OrderSettlement } from './order-settlement.js';
import {
  CartEmptyError,
  CartOrderedError,
  CheckoutRefusedError,
  CheckoutUnavailableError,
  type Refusal,
} from './orders.errors.js';
import {
  OrdersRepository,
  type CheckoutKey,
  type CheckoutRequest,
  type StoredOrder,
} from './orders.repository.js';
import type { Checkout } from './orders.schemas.js';

/** Less than the 2 s for which the balancer waits, with room for a slow statement and for clearing the cart. */
const WAIT_MS = 1500;
const POLL_MS = 50;

/** What a checkout came to. */
export interface CheckoutResult {
  readonly order: StoredOrder;
  /** Whether an earlier request with this key had made the order. */
  readonly replayed: boolean;
}

/**
 * Checkout, once for each key and once for each version of a cart: reserve → pay (no transaction open) → confirm or release.
 * Two unique keys hold that, written in the transaction that takes the products from stock. So a retry on any replica,
 * after a crash at any point, ends at the one order or at the one refusal of its key.
 */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly settlement: OrderSettlement,
    private readonly carts: CartService,
  ) {}

  /**
   * Orders the cart of a request, or finds the order that this key has, and takes the ordered lines out of the cart.
   * @param expectedTotal what the buyer was shown, in minor units; undefined accepts any
   * @throws IdempotencyKeyReusedError, RequestStillRunningError, CheckoutRefusedError, PaymentDeclinedError,
   * ClientGoneError, CheckoutUnavailableError
   */
  async checkout(
    request: CartRequest,
    key: CheckoutKey,
    checkout: Checkout,
    expectedTotal?: number,
  ): Promise<CheckoutResult> {
    const wanted = { key, fingerprint: fingerprint([checkout]), checkout, expectedTotal };
    try {
      const result = await this.inTime(request, wanted);
      // Also by a replay: the first try may have died before it could, and a cart in a cookie is cleared by each answer for itself.
      await this.carts.takeOut(request, result.order.id, result.order.lines);
      return result;
    } catch (error) {
      if (error instanceof HttpException || error instanceof SessionError) throw error;
      throw new CheckoutUnavailableError(error);
    }
  }

  /** Ends before the balancer gives the request up, whatever the database does. The key then has the result for a retry. */
  private async inTime(request: CartRequest, wanted: CheckoutRequest): Promise<CheckoutResult> {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), WAIT_MS);
    const late = new Promise<never>((_, reject) => {
      over.signal.addEventListener('abort', () => reject(new RequestStillRunningError()));
    });
    try {
      return await Promise.race([this.run(request, wanted, over.signal), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async run(
    request: CartRequest,
    wanted: CheckoutRequest,
    over: AbortSignal,
  ): Promise<CheckoutResult> {
    for (;;) {
      const found = await this.orders.find(wanted.key);
      const order = found
        ? await this.replay(found, wanted)
        : await this.begin(request, wanted, await this.carts.read(request), over);
      if (order) return { order, replayed: found !== null };
      if (over.aborted) throw new RequestStillRunningError();
      await delay(POLL_MS);
    }
  }

  /** @returns undefined while another request is finishing the order */
  private replay(
    order: StoredOrder,
    { fingerprint: print, checkout }: CheckoutRequest,
  ): Promise<StoredOrder | undefined> {
    if (order.fingerprint !== print) throw new IdempotencyKeyReusedError();
    if (order.refusal !== null) throw new CheckoutRefusedError(order.refusal as unknown as Refusal);
    return this.settlement.resume(order, checkout.payment.token);
  }

  /** @returns undefined if another request was first: the next round finds what it did */
  private async begin(
    request: CartRequest,
    wanted: CheckoutRequest,
    cart: CartContent,
    over: AbortSignal,
  ): Promise<StoredOrder | undefined> {
    await refuseIfClientGone(request);
    if (over.aborted) throw new RequestStillRunningError();
    try {
      if (cart.lines.length === 0) throw new CartEmptyError();
      const order = await this.orders.reserve(wanted, cart);
      if (order) return await this.settlement.finish(order, wanted.checkout.payment.token);
    } catch (error) {
      if (!(error instanceof CheckoutRefusedError)) throw error;
      return this.refuse(request, wanted, cart, error);
    }
    return this.refuse(request, wanted, cart);
  }

  /**
   * Settles why nothing was reserved. A twin with the same key leaves an empty cart, no stock, or another total, too: it is looked for first.
   * @param refusal undefined if the key or the cart's version was taken
   */
  private async refuse(
    request: CartRequest,
    wanted: CheckoutRequest,
    cart: CartContent,
    refusal?: CheckoutRefusedError,
  ): Promise<undefined> {
    if (await this.orders.find(wanted.key)) return;
    const rival = await this.orders.findByCart(cart);
    if (rival?.status === 'reserved') return this.settlement.settleIfAbandoned(rival);
    if (rival?.userId === wanted.key.userId) await this.carts.takeOut(request, rival.id, rival.lines);
    const error = rival ? new CartOrderedError() : refusal;
    if (error && (await this.orders.refuse(wanted, error.refusal))) throw error;
  }
}
