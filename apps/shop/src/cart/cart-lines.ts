import { MAX_LINES, MAX_QUANTITY, type CartLine, type CartLines } from './cart-content.js';
import { CartFullError } from './cart.errors.js';

/** Quantity of one product in the cart; 0 if it has none. */
export function quantityOf(lines: CartLines, sku: string): number {
  return lines.find((line) => line.sku === sku)?.quantity ?? 0;
}

/** The lines with a product at that quantity; 0 removes it. */
export function withQuantity(lines: CartLines, sku: string, quantity: number): CartLines {
  if (quantity <= 0) return lines.filter((line) => line.sku !== sku);
  if (quantity > MAX_QUANTITY)
    throw new CartFullError(`A cart can hold at most ${MAX_QUANTITY} of one product.`);
  if (lines.some((line) => line.sku === sku)) {
    return lines.map((line) => (line.sku === sku ? { sku, quantity } : line));
  }
  if (lines.length >= MAX_LINES)
    throw new CartFullError(`A cart can hold at most ${MAX_LINES} different products.`);
  return [...lines, { sku, quantity }];
}

/** The lines with more of a good. */
export function plus(lines: CartLines, { sku, quantity }: CartLine): CartLines {
  return withQuantity(lines, sku, quantityOf(lines, sku) + quantity);
}

/** The lines without what was ordered. */
export function minus(lines: CartLines, ordered: CartLines): CartLines {
  return ordered.reduce(
    (left, { sku, quantity }) => withQuantity(left, sku, quantityOf(left, sku) - quantity),
    lines,
  );
}

/** Two carts in one, as far as they fit: joining carts at login must not fail the login. */
export function joined(first: CartLines, second: CartLines): CartLines {
  return second.reduce((lines, { sku, quantity }) => {
    const wanted = Math.min(MAX_QUANTITY, quantityOf(lines, sku) + quantity);
    const fits = lines.length < MAX_LINES || quantityOf(lines, sku) > 0;
    return fits ? withQuantity(lines, sku, wanted) : lines;
  }, first);
}
