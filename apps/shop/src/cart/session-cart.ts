import type { Session } from '@app/session';
import { EMPTY_CART, type CartContent, type CartLines } from './cart-content.js';
import type { CartHolder } from './cart-holder.js';

/** A browser's cart: it lies in the session, wherever that is kept. */
export class SessionCart implements CartHolder {
  constructor(private readonly session: Session) {}

  async read(): Promise<CartContent> {
    return this.session.cart ?? EMPTY_CART;
  }

  change(recipe: (lines: CartLines) => CartLines): Promise<CartContent> {
    return this.session.update((draft) => {
      const cart = draft.cart ?? EMPTY_CART;
      const lines = recipe(cart.lines);
      // An empty cart begins no session.
      if (lines === cart.lines) return cart;
      return (draft.cart = { lines, version: cart.version + 1 });
    });
  }
}
