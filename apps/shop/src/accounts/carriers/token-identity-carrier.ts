import { RefreshTokens, type TokenPair } from '@app/auth';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Settings } from '../../settings/settings.js';
import { deviceOf } from '../../sessions/device.js';
import { newFamilyId } from '../logins/login-id.js';
import type { Identity, IdentityCarrier } from './identity-carrier.js';
import type { ShopRequest } from '../../shop-request.js';
import { TokenCookies } from './token-cookies.js';

/** Carries the login in an access token and a refresh token, both in cookies. */
@Injectable()
export class TokenIdentityCarrier implements IdentityCarrier {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly cookies: TokenCookies,
    private readonly settings: Settings,
  ) {}

  async establish(request: ShopRequest, reply: FastifyReply, identity: Identity): Promise<void> {
    await this.endRefreshToken(request);
    this.set(request, reply, await this.begin(request, identity));
  }

  /** Begins a pair of tokens that the browser does not have yet. */
  begin(request: ShopRequest, identity: Identity): Promise<TokenPair> {
    const { userId, roles, permissions, authenticatedAt, loginId } = identity;
    const note = { device: deviceOf(request.headers), replica: this.settings.replicaId };
    return this.tokens.start({ id: userId, roles, permissions }, authenticatedAt, note, newFamilyId(loginId));
  }

  /** Ends a pair that was begun and never sent. */
  endBegun({ refreshToken }: TokenPair): Promise<void> {
    return this.tokens.end(refreshToken);
  }

  /** Ends the tokens that the browser sent, on the server only. */
  async endSent(request: ShopRequest): Promise<void> {
    await this.endRefreshToken(request);
    if (request.user) await this.tokens.endOwn(request.user);
  }

  set(request: ShopRequest, reply: FastifyReply, pair: TokenPair): void {
    this.cookies.set(request, reply, pair);
  }

  clear(request: ShopRequest, reply: FastifyReply): void {
    this.cookies.clear(request, reply);
  }

  /** Whether the browser sent a token in a cookie. */
  areSent(request: ShopRequest): boolean {
    return this.cookies.areSent(request);
  }

  async end(request: ShopRequest, reply: FastifyReply): Promise<void> {
    this.clear(request, reply);
    // What the visitor held (the cart) lies in the session's cookie: it goes with them.
    await request.session.destroy();
    await this.endSent(request);
  }

  /** Ends the refresh tokens that the browser sent, if any, whatever their state. */
  async endRefreshToken(request: ShopRequest): Promise<void> {
    await Promise.all(this.cookies.refreshTokens(request).map((token) => this.tokens.end(token)));
  }
}
