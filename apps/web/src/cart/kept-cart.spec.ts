import { beforeEach, expect, test } from 'vitest';
import type { Cart } from '../api/types';
import { keepCart, takeKeptCart } from './kept-cart';

let storage: Storage;
beforeEach(() => {
  const items = new Map<string, string>();
  storage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  } as Storage;
});

const cart = { items: [{ sku: 'pears', quantity: 2, name: 'Pears' }] } as Cart;

test('a customer finds their own products, once', () => {
  keepCart('ada', cart, storage);
  expect(takeKeptCart('ada', storage)).toEqual([{ sku: 'pears', quantity: 2 }]);
  expect(takeKeptCart('ada', storage)).toEqual([]);
});

test('nobody finds another one’s', () => {
  keepCart('ada', cart, storage);
  expect(takeKeptCart('grace', storage)).toEqual([]);
  expect(takeKeptCart('ada', storage)).toEqual([]);
});

test('an empty cart is not worth keeping, and does not replace one that is', () => {
  keepCart('ada', cart, storage);
  keepCart('ada', { items: [] as Cart['items'] } as Cart, storage);
  expect(takeKeptCart('ada', storage)).toHaveLength(1);
});
