import type { Cart } from '../api/types';
import type { CartChange } from './cart.queries';

/**
 * The cart as it will look after a change of lines that it already has, so that the page answers at once. A good that it
 * does not have yet waits for the server, which knows its name and its price.
 */
export function anticipate(cart: Cart, change: CartChange): Cart {
  const items = cart.items.flatMap((line) => {
    if (line.sku !== change.sku) return [line];
    if (change.kind === 'remove') return [];
    const quantity = change.kind === 'add' ? line.quantity + change.quantity : change.quantity;
    return [{ ...line, quantity, total: quantity * line.unitPrice }];
  });
  return { ...cart, items, total: items.reduce((sum, line) => sum + line.total, 0) };
}
