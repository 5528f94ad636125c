import type { CartContent } from './cart/cart-content.js';

declare module '@app/session' {
  interface SessionData {
    /** Who is signed in, and with what rights; absent for a guest. */
    userId?: string;
    roles?: readonly string[];
    /** When they proved who they are, in seconds since 1970. */
    authenticatedAt?: number;
    /** The login that this session belongs to, whatever state it began in. */
    loginId?: string;
    cart?: CartContent;
    /** The account as it was at the login, or at the last change of it in this session. */
    profile?: { readonly id: string; readonly email: string; readonly name: string };
  }
}
