/** So many of one good. */
export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

/** The lines of a cart, in the order in which they were added. */
export type CartLines = readonly CartLine[];

/** A cart as it is kept: prices and names are the catalogue's, and are looked up when the cart is shown. */
export interface CartContent {
  /** Random name of this cart: with the version it names what one order may be made of. Absent until the first change. */
  readonly id?: string;
  readonly lines: CartLines;
  /** Counts the changes. */
  readonly version: number;
  /** The orders that were taken out last, so that no repeated answer takes the same products out of a cart filled since. */
  readonly ordered?: readonly string[];
}

/** A cart that nothing was put into. */
export const EMPTY_CART: CartContent = { lines: [], version: 0 };

/** The cart with those lines; the very same cart where they are its own. */
export function withLines(cart: CartContent, lines: CartLines): CartContent {
  return lines === cart.lines ? cart : { ...cart, lines };
}

/** How many orders a cart remembers: more than one client repeats at a time. */
export const MAX_ORDERED = 3;

/** The most of one product that one may order, and the most products. */
export const MAX_QUANTITY = 99;
export const MAX_LINES = 100;
