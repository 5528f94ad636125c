import type { CartContent, CartLines } from './cart-content.js';

/** Where one visitor's cart is kept. */
export interface CartHolder {
  read(): Promise<CartContent>;

  /**
   * Changes the cart in one atomic step. The recipe is pure: it runs again on fresher lines when another request was
   * first. Returning the very same lines changes nothing.
   */
  change(recipe: (lines: CartLines) => CartLines): Promise<CartContent>;
}
