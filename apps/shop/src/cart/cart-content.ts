/** So many of one good. */
export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

/** The lines of a cart, in the order in which they were added. */
export type CartLines = readonly CartLine[];

/** A cart as it is kept: prices and names are the catalogue's, and are looked up when the cart is shown. */
export interface CartContent {
  readonly lines: CartLines;
  /** Counts the changes. */
  readonly version: number;
}

/** A cart that nothing was put into. */
export const EMPTY_CART: CartContent = { lines: [], version: 0 };

/** The most of one good that one may order, and the most goods. */
export const MAX_QUANTITY = 99;
export const MAX_LINES = 100;
