import { Inject, Injectable } from '@nestjs/common';
import { PaymentDeclinedError } from './orders.errors.js';
import { OrdersRepository, type StoredOrder } from './orders.repository.js';
import { PaymentProvider } from './payment-provider.js';

/** Brings reserved orders to their end: paid and confirmed, or released. The holder of an order's lease does it. */
@Injectable()
export class OrderSettlement {
  constructor(
    private readonly orders: OrdersRepository,
    @Inject(PaymentProvider) private readonly payments: PaymentProvider,
  ) {}

  /**
   * The result of an order that an earlier request began.
   * @param token of the payment
   * @returns undefined while another request is finishing it, or if it was abandoned and its key is free again
   * @throws PaymentDeclinedError
   */
  async resume(order: StoredOrder, token: string): Promise<StoredOrder | undefined> {
    if (order.status === 'confirmed') return order;
    if (order.status === 'reserved') {
      const mine = leaseIsOver(order) ? await this.orders.takeOver(order) : undefined;
      return mine && this.finish(mine, token);
    }
    if (order.releaseReason === 'declined') throw new PaymentDeclinedError();
    await this.orders.forget(order);
    return undefined;
  }

  /**
   * Pays for an order whose lease is held here.
   * @returns undefined if the lease was lost meanwhile
   * @throws PaymentDeclinedError
   */
  async finish(order: StoredOrder, token: string): Promise<StoredOrder | undefined> {
    const { total: amount, currency } = order;
    const { outcome, reference } = await this.payments.pay({
      key: paymentKey(order),
      amount,
      currency,
      token,
    });
    if (outcome === 'captured') {
      return (await this.orders.confirm(order, reference)) ? { ...order, status: 'confirmed' } : undefined;
    }
    await this.orders.release(order, outcome === 'declined' ? 'declined' : 'abandoned');
    if (outcome === 'declined') throw new PaymentDeclinedError();
    return undefined;
  }

  /** Releases a reserved order whose lease is over; what was paid is confirmed instead. */
  async settleIfAbandoned(order: StoredOrder): Promise<undefined> {
    const mine = leaseIsOver(order) ? await this.orders.takeOver(order) : undefined;
    if (!mine) return;
    const { outcome, reference } = await this.payments.cancel(paymentKey(mine));
    if (outcome === 'captured') await this.orders.confirm(mine, reference);
    else await this.orders.release(mine, 'abandoned');
  }

  /** Settles the orders that dead replicas left reserved. @param graceMs how long after their lease, in ms */
  async settleAbandoned(graceMs: number): Promise<void> {
    for (const order of await this.orders.findAbandoned(graceMs)) await this.settleIfAbandoned(order);
  }
}

function leaseIsOver({ leaseUntil }: StoredOrder): boolean {
  return leaseUntil < new Date();
}

function paymentKey({ id, attempt }: StoredOrder): string {
  return `${id}:${attempt}`;
}
