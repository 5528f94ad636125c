import { type ExecutionContext, HttpException, Injectable } from '@nestjs/common';
import { AuthGuard, type IAuthGuard } from '@nestjs/passport';
import { MissingCredentialsError, WrongCredentialsError } from '../auth.errors.js';
import { LoginLimitsGuard } from './login-limits.guard.js';
import { LocalStrategy } from '../strategies/local.strategy.js';
import type { AuthUser } from '../users/user-directory.js';
import { setChallenge } from './challenge.js';

/**
 * For login routes, beside `@Public()`: checks email and password in the body, as often as the limits allow, and leaves their
 * account for `@VerifiedAccount()`. `request.user` stays the user who was signed in before.
 */
@Injectable()
export class LocalGuard extends AuthGuard() {
  constructor(
    local: LocalStrategy,
    private readonly limits: LoginLimitsGuard,
  ) {
    super({ defaultStrategy: local.name });
  }

  /** The attempt counts before it is made, so that a thousand at once are no more than one after the other. */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.limits.canActivate(context);
    const request = context.switchToHttp().getRequest<object>();
    try {
      const passed = (await super.canActivate(context)) as boolean;
      await this.limits.takeBack(request);
      return passed;
    } catch (error) {
      if (!(error instanceof HttpException && error.getStatus() === 401)) await this.limits.takeBack(request);
      setChallenge(context, error);
      throw error;
    }
  }

  override getAuthenticateOptions(): ReturnType<IAuthGuard['getAuthenticateOptions']> {
    return { property: 'verifiedAccount' };
  }

  override handleRequest<TUser = AuthUser>(
    error: unknown,
    account: TUser | false | undefined,
    _info: unknown,
    _context: unknown,
    status?: unknown,
  ): TUser {
    if (error) throw error;
    // passport-local fails with 400 where a field is missing.
    if (!account) throw status === 400 ? new MissingCredentialsError() : new WrongCredentialsError();
    return account;
  }
}
