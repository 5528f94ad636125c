import { randomBytes } from 'node:crypto';
import type { Session } from '@app/session';
import { EMPTY_CART, type CartContent } from './cart-content.js';
import type { CartHolder, CartRecipe } from './cart-holder.js';

/** A browser's cart: it lies in the session, wherever that is kept. */
export class SessionCart implements CartHolder {
  constructor(private readonly session: Session) {}

  async read(): Promise<CartContent> {
    const { cart = EMPTY_CART, id } = this.session;
    // A cart of a release before carts had ids: by the session's, so that two tabs order it once, too.
    return cart.id === undefined && id !== undefined && cart.lines.length > 0 ? { ...cart, id } : cart;
  }

  change(recipe: CartRecipe): Promise<CartContent> {
    return this.session.update((draft) => {
      const cart = draft.cart ?? EMPTY_CART;
      const next = recipe(cart);
      // An empty cart begins no session.
      if (next === cart) return cart;
      return (draft.cart = { ...next, id: cart.id ?? newCartId(), version: cart.version + 1 });
    });
  }
}

/** Short, since it travels in the cookie of a sealed session. */
function newCartId(): string {
  return randomBytes(9).toString('base64url');
}
