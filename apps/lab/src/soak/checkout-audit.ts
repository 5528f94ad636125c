import { proportion } from '../report/proportion.js';
import type { Books, Ledger } from './books.js';
import { isFinal, isRefusal, type KeyRecord, type Purchase } from './checkout-record.js';
import type { Verdict } from './verdicts.js';

/** What a soak of checkouts leaves behind. */
export interface CheckoutEvidence {
  readonly purchases: readonly Purchase[];
  readonly books: Books;
  readonly ledger: Ledger;
}

/** Judges what customers were told against what the database holds. */
export function auditCheckouts({ purchases, books, ledger }: CheckoutEvidence): Verdict[] {
  const keys = purchases.flatMap((purchase) => purchase.keys);
  const orders = ledger.orders.filter(({ status }) => status !== 'released');
  const byKey = grouped(orders, ({ key }) => key);
  const byId = new Map(orders.map((order) => [order.id, order]));
  /** The orders of a key: those that exist, and those that a 201 named. */
  const ordersOf = ({ key, answers }: KeyRecord) =>
    new Set([
      ...(byKey.get(key) ?? []).map(({ id }) => id),
      ...answers.flatMap(({ orderId }) => orderId ?? []),
    ]);
  const captured = ledger.payments.filter(({ outcome }) => outcome === 'captured');
  const refused = keys.filter(({ answers }) => answers.some(isRefusal));
  const acknowledged = keys.filter(({ answers }) => answers.some(({ status }) => status === 201));
  const ofCarts = orders.filter(({ cartId }) => cartId !== null);
  const carts = grouped(ofCarts, ({ cartId }) => cartId!);
  return [
    none(
      'every product: stock and orders add up',
      'products with another sum',
      books.wrongStock,
      books.products,
    ),
    none('no product is oversold', 'products oversold', books.oversold, books.products),
    ...each('no key has two orders', 'keys', keys, (record) => ordersOf(record).size > 1),
    ...each('no payment without its order', 'payments', captured, ({ key, amount, reference }) => {
      const order = byId.get(key.split(':')[0]!);
      return order?.status !== 'confirmed' || order.total !== amount || order.reference !== reference;
    }),
    ...each('no order without its payment', 'orders', orders, ({ id, reference }) =>
      captured.every((payment) => payment.reference !== reference || !payment.key.startsWith(`${id}:`)),
    ),
    ...each(
      'no order after a refusal of its key',
      'refused keys',
      refused,
      (record) => ordersOf(record).size > 0,
    ),
    ...each('no order is lost that the client was told of', 'confirmed keys', acknowledged, ({ answers }) =>
      answers.some(({ orderId }) => orderId !== undefined && byId.get(orderId)?.status !== 'confirmed'),
    ),
    ...each('at most one order for a cart', 'filled carts', purchases, (purchase) => {
      return new Set(purchase.keys.flatMap((record) => [...ordersOf(record)])).size > 1;
    }),
    ...each(
      'at most one order for a cart_id',
      'cart_ids',
      [...carts.values()],
      (sameCart) => sameCart.length > 1,
    ),
    ...each(
      'every key gets a final answer',
      'keys without one',
      keys,
      ({ answers }) => !answers.some(isFinal),
    ),
  ];
}

/** The same claim about each of several things, with the first three that break it. */
function each<T>(claim: string, of: string, sample: readonly T[], breaks: (one: T) => boolean): [Verdict] {
  const broken = sample.filter(breaks);
  const verdict = none(claim, of, broken.length, sample.length);
  const examples = broken.slice(0, 3).map((one) => JSON.stringify(one));
  return [{ ...verdict, evidence: [verdict.evidence, ...examples].join('\n         ') }];
}

/** A claim that something never happens: it needs a sample, and its zero has a bound. */
function none(claim: string, of: string, count: number, sample: number): Verdict {
  return { claim, holds: count === 0 && sample > 0, evidence: `${proportion(count, sample)} ${of}` };
}

function grouped<T>(all: readonly T[], by: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}
