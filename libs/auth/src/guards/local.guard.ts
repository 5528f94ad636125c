import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { MissingCredentialsError, WrongCredentialsError } from '../auth.errors.js';
import type { Principal } from '../principal.js';
import { LocalStrategy } from '../strategies/local.strategy.js';

/**
 * For the log-in routes, beside `@Public()`: takes email and password from the body and leaves the account that they
 * belong to as `request.user`.
 */
@Injectable()
export class LocalGuard extends AuthGuard() {
  constructor(local: LocalStrategy) {
    super({ defaultStrategy: local.name });
  }

  override handleRequest<TUser = Principal>(
    error: unknown,
    user: TUser | false | undefined,
    _info: unknown,
    _context: unknown,
    status?: unknown,
  ): TUser {
    if (error) throw error;
    // passport-local fails with 400 where a field is missing.
    if (!user) throw status === 400 ? new MissingCredentialsError() : new WrongCredentialsError();
    return user;
  }
}
