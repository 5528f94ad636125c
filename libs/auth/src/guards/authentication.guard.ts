import { type ExecutionContext, HttpException, HttpStatus, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { InvalidTokenError, UnauthenticatedError } from '../auth.errors.js';
import type { AuthRequest, AuthResponse, Principal } from '../principal.js';
import { AccessTokenStrategy } from '../strategies/access-token.strategy.js';
import { SessionStrategy } from '../strategies/session.strategy.js';
import { PUBLIC_ROUTE } from './public.decorator.js';
import { markIdentityUnknown } from './unknown-identity.js';

/**
 * The global guard: closed by default, opened by `@Public()`. It tries the access token, then the session.
 *
 * passport's own ways of answering (redirects, `res.setHeader`) are those of Express; nothing here uses them:
 * the strategies only succeed, fail or err, and this guard turns that into exceptions, so Fastify works as well.
 */
@Injectable()
export class AuthenticationGuard extends AuthGuard() {
  constructor(
    accessToken: AccessTokenStrategy,
    session: SessionStrategy,
    private readonly reflector: Reflector,
  ) {
    super({ defaultStrategy: [accessToken.name, session.name] });
  }

  override handleRequest<TUser = Principal>(
    error: unknown,
    user: TUser | false | undefined,
    _info: unknown,
    context: ExecutionContext,
  ): TUser {
    if (user && !error) return user;
    const refusal = error ?? new UnauthenticatedError();
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (isPublic && !(error instanceof InvalidTokenError)) {
      if (error instanceof Error) {
        markIdentityUnknown(context.switchToHttp().getRequest<AuthRequest>(), error);
      }
      return undefined as TUser;
    }
    if (refusal instanceof HttpException && refusal.getStatus() === Number(HttpStatus.UNAUTHORIZED)) {
      // RFC 9110 section 11.6.1: a 401 names a challenge; RFC 6750 section 3.1 names its error.
      const challenge = refusal instanceof InvalidTokenError ? 'Bearer error="invalid_token"' : 'Bearer';
      context.switchToHttp().getResponse<AuthResponse>().header('WWW-Authenticate', challenge);
    }
    throw refusal;
  }
}
