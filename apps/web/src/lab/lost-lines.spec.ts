import { expect, test } from 'vitest';
import type { Cart } from '../api/types';
import { lostLines } from './lost-lines';

const READ = { own: false, shared: false };
const CHANGED = { own: true, shared: false };

function cart(...skus: string[]): Cart {
  return { items: skus.map((sku) => ({ sku })), total: 0, currency: 'EUR', version: 1 } as Cart;
}

test('a cart that comes back empty has lost everything', () => {
  expect(lostLines(cart('pears', 'bread'), cart(), READ)).toEqual(['pears', 'bread']);
});

test('a cart that is the same, or longer, lost nothing', () => {
  expect(lostLines(cart('pears'), cart('pears'), READ)).toEqual([]);
  expect(lostLines(cart('pears'), cart('pears', 'milk'), CHANGED)).toEqual([]);
});

test('what the visitor removes is not lost', () => {
  expect(lostLines(cart('pears', 'bread'), cart('bread'), CHANGED)).toEqual([]);
});

test('a new good on a replica that knew nothing of the others', () => {
  expect(lostLines(cart('pears', 'bread'), cart('milk'), CHANGED)).toEqual(['pears', 'bread']);
});

test('the first cart of a page lost nothing', () => {
  expect(lostLines(undefined, cart(), READ)).toEqual([]);
});

test('what another tab made of a shared cart is not lost, and an older cart is', () => {
  const shared = { own: false, shared: true };
  const before = cart('pears');
  expect(lostLines(before, { ...cart(), version: 2 }, shared)).toEqual([]);
  expect(lostLines(before, { ...cart(), version: 0 }, shared)).toEqual(['pears']);
});

test('two additions at once, of which one is in the answer', () => {
  const shared = { own: true, shared: true };
  expect(lostLines(cart('pears'), cart('milk'), shared)).toEqual(['pears']);
});
