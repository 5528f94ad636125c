import type { CartContent } from './cart-content.js';

/** Where one visitor's cart is kept. */
export interface CartHolder {
  read(): Promise<CartContent>;

  /**
   * Changes the cart in one atomic step. The recipe is pure: it runs again on a fresher cart when another request was
   * first. Returning the very same cart changes nothing; the version is counted here.
   */
  change(recipe: CartRecipe): Promise<CartContent>;
}

/** What becomes of a cart. */
export type CartRecipe = (cart: CartContent) => CartContent;
