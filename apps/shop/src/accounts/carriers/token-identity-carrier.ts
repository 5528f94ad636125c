import { RefreshTokens } from '@app/auth';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Settings } from '../../settings/settings.js';
import { deviceOf } from '../../sessions/device.js';
import type { Identity, IdentityCarrier, ShopRequest } from './identity-carrier.js';
import { TokenCookies } from './token-cookies.js';

/** Carries the log-in in an access token and a refresh token, both in cookies. */
@Injectable()
export class TokenIdentityCarrier implements IdentityCarrier {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly cookies: TokenCookies,
    private readonly settings: Settings,
  ) {}

  async establish(request: ShopRequest, reply: FastifyReply, identity: Identity): Promise<void> {
    const { userId, roles, permissions, authenticatedAt } = identity;
    const earlier = this.cookies.refreshToken(request);
    if (earlier !== undefined) await this.tokens.end(earlier);
    const pair = await this.tokens.start({ id: userId, roles, permissions }, authenticatedAt, {
      device: deviceOf(request.headers),
      replica: this.settings.replicaId,
    });
    this.cookies.set(request, reply, pair);
  }

  /** Ends the tokens that the browser sent, if any, whatever its state. */
  async endPair(request: ShopRequest, reply: FastifyReply): Promise<void> {
    const refreshToken = this.cookies.refreshToken(request);
    if (refreshToken === undefined) return;
    this.cookies.clear(request, reply);
    await this.tokens.end(refreshToken);
  }

  async end(request: ShopRequest, reply: FastifyReply): Promise<void> {
    this.cookies.clear(request, reply);
    const refreshToken = this.cookies.refreshToken(request);
    const { user } = request;
    // What the visitor held (the cart) lies in the session's cookie: it goes with them.
    await request.session.destroy();
    if (refreshToken !== undefined) await this.tokens.end(refreshToken);
    if (user) await this.tokens.endOwn(user);
  }
}
