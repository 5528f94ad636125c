import { expect, test } from 'vitest';
import type { Cart, CartLine } from '../api/types';
import { anticipate } from './anticipate';

function line(sku: string, quantity: number, unitPrice: number): CartLine {
  const about = { slug: sku, name: sku, image: '', unit: '1 kg', stock: 10 };
  return { sku, quantity, unitPrice, total: quantity * unitPrice, ...about };
}

const cart: Cart = {
  items: [line('pears', 2, 300), line('bread', 1, 250)],
  total: 850,
  currency: 'EUR',
  version: 4,
};

test.each([
  [{ kind: 'add', sku: 'pears', quantity: 1 }, { pears: 3, bread: 1 }, 1150],
  [{ kind: 'set', sku: 'pears', quantity: 1 }, { pears: 1, bread: 1 }, 550],
  [{ kind: 'remove', sku: 'pears' }, { bread: 1 }, 250],
  [{ kind: 'add', sku: 'milk', quantity: 1 }, { pears: 2, bread: 1 }, 850],
] as const)('%o', (change, quantities, total) => {
  const next = anticipate(cart, change);
  expect(Object.fromEntries(next.items.map(({ sku, quantity }) => [sku, quantity]))).toEqual(quantities);
  expect(next.total).toBe(total);
});
