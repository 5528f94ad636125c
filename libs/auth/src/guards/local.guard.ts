import { Injectable } from '@nestjs/common';
import { AuthGuard, type IAuthGuard } from '@nestjs/passport';
import { MissingCredentialsError, WrongCredentialsError } from '../auth.errors.js';
import { LocalStrategy } from '../strategies/local.strategy.js';
import type { AuthUser } from '../users/user-directory.js';

/**
 * For log-in routes, beside `@Public()`: checks email and password in the body and leaves their account for
 * `@VerifiedAccount()`. `request.user` stays whoever was signed in before.
 */
@Injectable()
export class LocalGuard extends AuthGuard() {
  constructor(local: LocalStrategy) {
    super({ defaultStrategy: local.name });
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
