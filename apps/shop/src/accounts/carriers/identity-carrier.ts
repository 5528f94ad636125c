import type { Principal } from '@app/auth';
import type { FastifyReply } from 'fastify';
import type { ShopRequest } from '../../shop-request.js';

/** Who is signed in, since when, and by which login. */
export type Identity = Pick<Principal, 'userId' | 'roles' | 'permissions' | 'authenticatedAt'> & {
  readonly loginId: string;
};

/** Injection token of the interface of the same name. */
export const IdentityCarrier = Symbol('IdentityCarrier');

/** What a browser carries its login in: the session, or a pair of tokens in cookies. */
export interface IdentityCarrier {
  /** From this answer on the browser is signed in as this user, under ids that nobody has seen before. */
  establish(request: ShopRequest, reply: FastifyReply, identity: Identity): Promise<void>;
  /**
   * Ends the login on the server and in the browser.
   * @throws if the server could not end it; the browser's cookies are still cleared
   */
  end(request: ShopRequest, reply: FastifyReply): Promise<void>;
}
