import { authenticatedNow, RefreshTokens } from '@app/auth';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CartJoin } from '../cart/cart-join.js';
import { refuseIfClientGone } from '../http/client-gone.js';
import '../session-data.js';
import { IdentityCarrier } from './carriers/identity-carrier.js';
import type { ShopRequest } from '../shop-request.js';
import { BrowserLogins } from './logins/browser-logins.js';
import { LoginCookie } from './logins/login-cookie.js';
import { LoginEnds } from './logins/login-ends.js';
import { loginIdOf, newLoginId } from './logins/login-id.js';
import { clearSession } from './users/clear-session.js';
import { keepProfile } from './users/session-profile.js';
import type { Account } from './users/user-accounts.js';

/** Signs a browser in and out, and sees that the cart goes along; an API client only signs out here. */
@Injectable()
export class SignIn {
  constructor(
    @Inject(IdentityCarrier) private readonly carrier: IdentityCarrier,
    @Inject(CartJoin) private readonly carts: CartJoin,
    private readonly tokens: RefreshTokens,
    private readonly logins: BrowserLogins,
    private readonly ends: LoginEnds,
    private readonly loginCookie: LoginCookie,
  ) {}

  /**
   * Signs in: what a guest put into the cart joins what the account had saved.
   *
   * @throws ClientGoneError where nobody is there to be told of the session's new id. A replica that was silent may get to a login
   * long after its balancer has given it up: the guest, who knows the old id alone, would lose the session and the cart.
   */
  async start(request: ShopRequest, reply: FastifyReply, account: Account): Promise<void> {
    await refuseIfClientGone(request);
    await this.logins.endOthers(request, reply);
    for (const id of this.loginIdsOf(request)) await this.ends.endLogin(id);
    const { user, session } = request;
    const previous = user?.userId ?? session.userId;
    if (previous !== undefined && previous !== account.id) {
      if (user) await this.carts.save(request, previous);
      clearSession(session);
      await session.regenerate();
    }
    await this.begin(request, reply, account);
    await this.carts.join(request, account.id);
  }

  /**
   * Signs the same user in again, as a new login under new ids and as of now, unless the browser has signed out since the request began.
   */
  async renew(request: ShopRequest, reply: FastifyReply, account: Account): Promise<void> {
    if (this.loginIdsOf(request).some((id) => this.ends.hasEnded(id))) return;
    await this.begin(request, reply, account);
  }

  private async begin(request: ShopRequest, reply: FastifyReply, account: Account): Promise<void> {
    const loginId = newLoginId();
    // First, so that it is stored together with the new id.
    keepProfile(request.session, account);
    await this.carrier.establish(request, reply, {
      userId: account.id,
      roles: account.roles,
      permissions: account.permissions ?? [],
      authenticatedAt: authenticatedNow(account),
      loginId,
    });
    this.loginCookie.set(request, reply, loginId);
  }

  /**
   * Signs out: the cart goes back to the account first. Without a signed-in user it clears what is left.
   * @throws if something could not be ended now; all cookies are cleared, and the login ends when its stores answer again
   */
  async end(request: ShopRequest, reply: FastifyReply): Promise<void> {
    // Not "cookies": that would clear those of every port of this host.
    reply.header('Clear-Site-Data', '"cache", "storage"');
    const { user } = request;
    if (user?.via === 'bearer') {
      await this.tokens.endOwn(user);
      return;
    }
    if (user) await this.carts.save(request, user.userId);
    this.loginCookie.clear(request, reply);
    const outcomes = await Promise.allSettled([
      this.endOwn(request, reply),
      this.logins.leaveOthers(request, reply),
      ...this.loginIdsOf(request).map((id) => this.ends.endLogin(id)),
    ]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async endOwn(request: ShopRequest, reply: FastifyReply): Promise<void> {
    try {
      await this.carrier.end(request, reply);
    } catch (error) {
      this.logins.clearOwn(request, reply);
      throw error;
    }
  }

  /** The logins that the request proves, and those that the browser names. */
  private loginIdsOf(request: ShopRequest): readonly string[] {
    const { familyId, via } = request.user ?? {};
    const proven = familyId === undefined || via === 'bearer' ? [] : [loginIdOf(familyId)];
    return [...new Set([...proven, ...this.loginCookie.read(request)])];
  }
}
