import { expect, it } from 'vitest';
import { auditCheckouts, type CheckoutEvidence } from './checkout-audit.js';
import type { CheckoutAnswer, KeyRecord } from './checkout-record.js';

const ordered = (orderId: string): CheckoutAnswer => ({ status: 201, orderId, retry: false });
const refused: CheckoutAnswer = { status: 409, title: 'Cart already ordered', retry: false };
const running: CheckoutAnswer = { status: 409, title: 'Request still running', retry: true };
const order = (id: string, key: string, cartId = `cart of ${id}`) =>
  ({ id, key, status: 'confirmed', total: 500, cartId, reference: `paid ${id}` }) as const;
const payment = (id: string) =>
  ({ key: `${id}:1`, amount: 500, outcome: 'captured', reference: `paid ${id}` }) as const;

/** One cart under two keys, and another one: as it should be. */
function evidence(): CheckoutEvidence {
  return {
    purchases: [
      { state: 'redis', keys: [record('a', running, ordered('1')), record('b', refused)] },
      { state: 'token', keys: [record('c', ordered('2'))] },
    ],
    books: { orders: 2, products: 40, oversold: 0, wrongStock: 0, doubled: 0 },
    ledger: { orders: [order('1', 'a'), order('2', 'c')], payments: [payment('1'), payment('2')] },
  };
}

function record(key: string, ...answers: CheckoutAnswer[]): KeyRecord {
  return { key, answers };
}

function broken(changed: CheckoutEvidence): string[] {
  return auditCheckouts(changed)
    .filter(({ holds }) => !holds)
    .map(({ claim }) => claim);
}

it('finds nothing wrong with one order for each cart, and bounds each zero', () => {
  expect(broken(evidence())).toEqual([]);
  expect(auditCheckouts(evidence()).every(({ evidence: text }) => text.includes('(below '))).toBe(true);
});

it('says nothing where there is no sample', () => {
  const { books } = evidence();
  expect(broken({ books, purchases: [], ledger: { orders: [], payments: [] } })).toHaveLength(8);
});

it('finds a key whose replay names another order', () => {
  const { purchases, books, ledger } = evidence();
  purchases[1]!.keys[0]!.answers.push(ordered('3'));
  expect(broken({ purchases, books, ledger })).toEqual([
    'no key has two orders',
    'no order is lost that the client was told of',
    'at most one order for a cart',
  ]);
});

it('finds a payment whose order is gone', () => {
  const { purchases, books, ledger } = evidence();
  const payments = [...ledger.payments, payment('9')];
  expect(broken({ purchases, books, ledger: { ...ledger, payments } })).toEqual([
    'no payment without its order',
  ]);
});

it('finds an order that was never paid', () => {
  const { purchases, books, ledger } = evidence();
  expect(broken({ purchases, books, ledger: { ...ledger, payments: [payment('1')] } })).toEqual([
    'no order without its payment',
  ]);
});

it('finds an order whose key was refused, and the second order of a cart', () => {
  const { purchases, books, ledger } = evidence();
  const orders = [...ledger.orders, order('3', 'b', 'cart of 1')];
  const payments = [...ledger.payments, payment('3')];
  expect(broken({ purchases, books, ledger: { orders, payments } })).toEqual([
    'no order after a refusal of its key',
    'at most one order for a cart',
    'at most one order for a cart_id',
  ]);
});

it('finds a key that never had a final answer, and a stock that does not add up', () => {
  const { purchases, books, ledger } = evidence();
  purchases[0]!.keys[1]!.answers.splice(0, 1, running);
  expect(broken({ purchases, ledger, books: { ...books, wrongStock: 1 } })).toEqual([
    'every product: stock and orders add up',
    'no order after a refusal of its key',
    'every key gets a final answer',
  ]);
});
