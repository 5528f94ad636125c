import { expect, test } from 'vitest';
import type { Cart } from '../api/types';
import { lostLines } from './lost-lines';

function cart(...skus: string[]): Cart {
  return { items: skus.map((sku) => ({ sku })), total: 0, currency: 'EUR', version: 1 } as Cart;
}

test('a cart that comes back empty has lost everything', () => {
  expect(lostLines(cart('pears', 'bread'), cart(), false)).toEqual(['pears', 'bread']);
});

test('a cart that is the same, or longer, lost nothing', () => {
  expect(lostLines(cart('pears'), cart('pears'), false)).toEqual([]);
  expect(lostLines(cart('pears'), cart('pears', 'milk'), true)).toEqual([]);
});

test('what the visitor removes is not lost', () => {
  expect(lostLines(cart('pears', 'bread'), cart('bread'), true)).toEqual([]);
});

test('a new good on a replica that knew nothing of the others', () => {
  expect(lostLines(cart('pears', 'bread'), cart('milk'), true)).toEqual(['pears', 'bread']);
});

test('the first cart of a page lost nothing', () => {
  expect(lostLines(undefined, cart(), false)).toEqual([]);
});
