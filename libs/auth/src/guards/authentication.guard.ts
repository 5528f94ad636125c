import { type CanActivate, type ExecutionContext, Injectable, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InvalidTokenError, UnauthenticatedError } from '../auth.errors.js';
import type { AuthRequest, Principal } from '../principal.js';
import { AccessTokenStrategy } from '../strategies/access-token.strategy.js';
import { SessionStrategy } from '../strategies/session.strategy.js';
import { setChallenge } from './challenge.js';
import { PUBLIC_ROUTE } from './public.decorator.js';
import { requestOf } from './request-of.js';
import { markIdentityUnknown } from './unknown-identity.js';

/**
 * The global guard: closed by default, opened by `@Public()`. It tries the access token, then the session.
 *
 * It judges controllers and GraphQL resolvers. A message of a WebSocket or of a microservice is refused unless its handler is
 * `@Public()`: judge the handshake by `AccessTokenStrategy.validate` and `SessionStrategy.validate`.
 *
 * It asks the strategies itself: passport's dispatch costs more than a remembered token does (decision 28).
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly logger = new Logger(AuthenticationGuard.name);
  private readonly reported = new WeakSet<object>();

  constructor(
    private readonly accessToken: AccessTokenStrategy,
    private readonly session: SessionStrategy,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    if (!request) return this.isPublic(context) || this.refuseUnjudged(context);
    const remembered = this.accessToken.recall(request);
    if (!remembered) return this.judge(context, request);
    request.user = remembered;
    return true;
  }

  private async judge(context: ExecutionContext, request: AuthRequest): Promise<boolean> {
    try {
      request.user = await this.identify(request);
      if (request.user) return true;
    } catch (error) {
      request.user = undefined;
      return this.refuse(context, request, error);
    }
    return this.refuse(context, request, new UnauthenticatedError());
  }

  private async identify(request: AuthRequest): Promise<Principal | undefined> {
    return (await this.accessToken.validate(request)) || (await this.session.validate(request)) || undefined;
  }

  private refuse(context: ExecutionContext, request: AuthRequest, error: unknown): boolean {
    if (this.isPublic(context) && !(error instanceof InvalidTokenError)) {
      if (error instanceof Error && !(error instanceof UnauthenticatedError))
        markIdentityUnknown(request, error);
      return true;
    }
    setChallenge(context, error);
    throw error;
  }

  /** Nest turns `false` into the exception of the transport, "Forbidden resource". */
  private refuseUnjudged(context: ExecutionContext): false {
    const handler = context.getHandler();
    if (!this.reported.has(handler)) {
      this.reported.add(handler);
      this.logger.warn(
        `${context.getClass().name}.${handler.name} was refused: a ${context.getType<string>()} message cannot be judged. Judge ` +
          'its handshake with AccessTokenStrategy.validate, and mark the handler @Public().',
      );
    }
    return false;
  }

  private isPublic(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, targets) ?? false;
  }
}
