import { Injectable } from '@nestjs/common';
import type { Principal } from '@app/auth';
import type { Session } from '@app/session';
import type { ConnectedRequest } from '../http/client-gone.js';
import { AccountCarts } from './account-carts.js';
import { CartChanges, type CartOwner } from './cart-changes.js';
import type { CartContent } from './cart-content.js';
import type { CartHolder, CartRecipe } from './cart-holder.js';
import { SessionCart } from './session-cart.js';

/** The part of a request that says whose cart is meant, and whether its client still waits. */
export interface CartRequest extends ConnectedRequest {
  readonly user?: Principal;
  readonly session: Session;
}

/** Finds the cart of a request: an API client's is the account's, a browser's lies in its session. */
@Injectable()
export class CartHolders {
  constructor(
    private readonly accountCarts: AccountCarts,
    private readonly changes: CartChanges,
  ) {}

  of(request: CartRequest): CartHolder {
    const { user, session } = request;
    if (user?.via === 'bearer') {
      const { userId } = user;
      return this.announcing(this.accountCarts.of(userId), () => ({ userId }));
    }
    // Asked afterwards: the first product begins the session.
    return this.announcing(new SessionCart(session), () => session.id && { sessionId: session.id });
  }

  private announcing(holder: CartHolder, ownerNow: () => CartOwner | '' | undefined): CartHolder {
    const change = async (recipe: CartRecipe): Promise<CartContent> => {
      let same = true;
      const cart = await holder.change((current) => {
        const next = recipe(current);
        same = next === current;
        return next;
      });
      const owner = same ? undefined : ownerNow();
      if (owner) this.changes.announce({ owner, version: cart.version });
      return cart;
    };
    return { read: () => holder.read(), change };
  }
}
