import type { Session } from '@app/session';
import { expect, it } from 'vitest';
import type { CartContent } from './cart-content.js';
import { SessionCart } from './session-cart.js';

const lines = [{ sku: 'apple', quantity: 2 }];
const read = (cart: CartContent | undefined, id: string | undefined = 'session-id') =>
  new SessionCart({ cart, id } as Session).read();

it('names a cart of a release without ids by its session, the same in every tab', async () => {
  expect(await read({ lines, version: 3 })).toEqual({ id: 'session-id', lines, version: 3 });
});

it('leaves other carts unchanged', async () => {
  const cart = { id: 'cart-id', lines, version: 3 };
  expect(await read(cart)).toBe(cart);
  expect(await read({ lines: [], version: 4 })).toEqual({ lines: [], version: 4 });
  expect(await read(undefined, undefined)).toEqual({ lines: [], version: 0 });
});
