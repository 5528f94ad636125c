import { describe, expect, it } from 'vitest';
import { joined, minus, plus, withQuantity } from './cart-lines.js';
import { CartFullError } from './cart.errors.js';

const lines = [
  { sku: 'apple', quantity: 2 },
  { sku: 'bread', quantity: 1 },
];

describe('cart lines', () => {
  it('adds to a product that is there, and appends one that is not', () => {
    expect(plus(lines, { sku: 'apple', quantity: 3 })[0]).toEqual({ sku: 'apple', quantity: 5 });
    expect(plus(lines, { sku: 'milk', quantity: 1 })).toHaveLength(3);
  });

  it('refuses more than fits, and leaves the lines as they were', () => {
    expect(() => plus(lines, { sku: 'apple', quantity: 98 })).toThrow(CartFullError);
    const full = Array.from({ length: 100 }, (_, at) => ({ sku: `${at}`, quantity: 1 }));
    expect(() => plus(full, { sku: 'one more', quantity: 1 })).toThrow(CartFullError);
    expect(lines[0]?.quantity).toBe(2);
  });

  it('removes at quantity zero', () => {
    expect(withQuantity(lines, 'apple', 0)).toEqual([{ sku: 'bread', quantity: 1 }]);
  });

  it('takes out what was ordered and keeps what was added since', () => {
    expect(minus(plus(lines, { sku: 'apple', quantity: 1 }), lines)).toEqual([{ sku: 'apple', quantity: 1 }]);
    expect(minus(minus(lines, lines), lines)).toEqual([]);
  });

  it('joins two carts as far as they fit, and never fails', () => {
    expect(
      joined(lines, [
        { sku: 'apple', quantity: 99 },
        { sku: 'milk', quantity: 1 },
      ]),
    ).toEqual([
      { sku: 'apple', quantity: 99 },
      { sku: 'bread', quantity: 1 },
      { sku: 'milk', quantity: 1 },
    ]);
  });
});
