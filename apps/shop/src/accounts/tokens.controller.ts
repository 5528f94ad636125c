import {
  authenticatedNow,
  KeyRing,
  LocalGuard,
  Public,
  RefreshRefusedError,
  RefreshTokens,
  type TokenPair,
  VerifiedAccount,
} from '@app/auth';
import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { bodyGuard } from '../http/body.guard.js';
import { RequestModes } from '../operations/metrics/request-modes.js';
import { Settings } from '../settings/settings.js';
import {
  type Credentials,
  credentialsSchema,
  keySetSchema,
  refreshAnswerSchema,
  type Refreshed,
  type RefreshRequest,
  refreshSchema,
  type TokenAnswer,
  tokenPairSchema,
} from './accounts.schemas.js';
import type { ShopRequest } from '../shop-request.js';
import { TokenCookies } from './carriers/token-cookies.js';
import { deviceOf } from '../sessions/device.js';
import type { Account } from './users/user-accounts.js';

/** Tokens for API clients, and the refresh of both their tokens and a browser's. */
@ApiTags('accounts')
@Public()
@Controller()
export class TokensController {
  constructor(
    private readonly tokens: RefreshTokens,
    private readonly cookies: TokenCookies,
    private readonly keys: KeyRing,
    private readonly settings: Settings,
    @Inject(RequestModes) private readonly modes: RequestModes,
  ) {}

  @UseGuards(bodyGuard(credentialsSchema), LocalGuard)
  @Post('api/auth/token')
  @HttpCode(200)
  @ApiOperation({ summary: 'Signs an API client in: then send Authorization: Bearer' })
  @ApiResponse({ status: 200, standardSchema: tokenPairSchema })
  async token(
    @VerifiedAccount() account: Account,
    @Body({ schema: credentialsSchema }) _credentials: Credentials,
    @Req() request: ShopRequest,
  ): Promise<TokenAnswer> {
    const pair = await this.tokens.start(account, authenticatedNow(account), {
      device: deviceOf(request.headers),
      replica: this.settings.replicaId,
    });
    return answer(pair);
  }

  @Post('api/auth/refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchanges a refresh token, from the body or else the cookie, for new tokens' })
  @ApiBody({ required: false })
  @ApiResponse({
    status: 200,
    standardSchema: refreshAnswerSchema,
    description: 'By body a pair of tokens; by cookie only `expires_in`',
  })
  async refresh(
    @Body({ schema: refreshSchema }) body: RefreshRequest,
    @Req() request: ShopRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenAnswer | Refreshed> {
    const token = body?.refresh_token;
    if (token !== undefined) return answer(await this.tokens.refresh(token, this.settings.replicaId));
    const pair = await this.refreshByCookie(request, reply);
    this.cookies.set(request, reply, pair);
    return { expires_in: pair.expiresIn };
  }

  @Get('.well-known/jwks.json')
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({ summary: 'The public keys that access tokens are signed with (RFC 7517)' })
  @ApiResponse({ status: 200, standardSchema: keySetSchema })
  jwks(): KeyRing['jwks'] {
    return this.keys.jwks;
  }

  private async refreshByCookie(request: ShopRequest, reply: FastifyReply): Promise<TokenPair> {
    // In every other state the session is the login.
    const isLogin = this.modes.ofRequest(request).state === 'token';
    const tokens = isLogin ? this.cookies.refreshTokens(request) : [];
    for (const token of tokens) {
      try {
        return await this.tokens.refresh(token, this.settings.replicaId);
      } catch (error) {
        // Only a refused token is worthless. When the store is unavailable the cookies stay for the next try.
        if (!(error instanceof RefreshRefusedError)) throw error;
      }
    }
    if (tokens.length > 0) this.cookies.clear(request, reply);
    throw new RefreshRefusedError();
  }
}

function answer(pair: TokenPair): TokenAnswer {
  return {
    access_token: pair.accessToken,
    refresh_token: pair.refreshToken,
    token_type: 'Bearer',
    expires_in: pair.expiresIn,
  };
}
