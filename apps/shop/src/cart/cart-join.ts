import { Inject, Injectable, Logger } from '@nestjs/common';
import { AccountCarts } from './account-carts.js';
import { EMPTY_CART, withLines } from './cart-content.js';
import type { CartRequest } from './cart-holders.js';
import { joined, minus } from './cart-lines.js';
import { SessionCart } from './session-cart.js';

/** Carries carts between a session and the account that it signs in to. */
export interface CartJoin {
  /** At login: what the account has saved comes into the session's cart, beside what the guest had put there. */
  join(request: CartRequest, userId: string): Promise<void>;

  /** At logout, before the session ends: its cart goes back to the account. Never fails the logout. */
  save(request: CartRequest, userId: string): Promise<void>;
}

/** Injection token of {@link CartJoin}. */
export const CartJoin = Symbol('CartJoin');

/** {@link CartJoin} with the account's cart in Postgres. */
@Injectable()
export class AccountCartJoin implements CartJoin {
  private readonly logger = new Logger(AccountCartJoin.name);

  constructor(@Inject(AccountCarts) private readonly accountCarts: AccountCarts) {}

  async join(request: CartRequest, userId: string): Promise<void> {
    const account = this.accountCarts.of(userId);
    const saved = (await account.read()).lines;
    if (saved.length === 0) return;
    await new SessionCart(request.session).change((cart) => withLines(cart, joined(cart.lines, saved)));
    // Last, so that a crash in between shows products twice rather than never.
    await account.change((cart) => withLines(cart, minus(cart.lines, saved)));
  }

  async save(request: CartRequest, userId: string): Promise<void> {
    try {
      const { lines } = request.session.cart ?? EMPTY_CART;
      if (lines.length === 0) return;
      const account = this.accountCarts.of(userId);
      await account.change((saved) => withLines(saved, joined(saved.lines, lines)));
    } catch (error) {
      this.logger.warn({ err: error }, 'A cart could not be saved at logout.');
    }
  }
}
