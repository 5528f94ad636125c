import { Injectable } from '@nestjs/common';
import type { Principal } from '@app/auth';
import type { Session } from '@app/session';
import { AccountCarts } from './account-carts.js';
import type { CartHolder } from './cart-holder.js';
import { SessionCart } from './session-cart.js';

/** The part of a request that says whose cart is meant. */
export interface CartRequest {
  readonly user?: Principal;
  readonly session: Session;
}

/** Finds the cart of a request: an API client's is the account's, a browser's lies in its session. */
@Injectable()
export class CartHolders {
  constructor(private readonly accountCarts: AccountCarts) {}

  of(request: CartRequest): CartHolder {
    return request.user?.via === 'bearer'
      ? this.accountCarts.of(request.user.userId)
      : new SessionCart(request.session);
  }
}
