import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import { MissingCredentialsError } from '../auth.errors.js';
import { PasswordLogin } from '../passwords/password-login.service.js';
import type { AuthUser } from '../users/user-directory.js';
import { uniqueStrategyName } from './request.strategy.js';

class NamedLocalStrategy extends Strategy {
  override name = uniqueStrategyName('local');
}

/** Recognises the caller by `email` and `password` in the request's body. Used by the LocalGuard alone. */
@Injectable()
export class LocalStrategy extends PassportStrategy(NamedLocalStrategy) {
  constructor(private readonly login: PasswordLogin) {
    super({ usernameField: 'email', passwordField: 'password', passReqToCallback: true });
  }

  async validate(request: { body?: unknown }): Promise<AuthUser> {
    // Read here, not taken from passport-local: it also looks into the query string, which ends up in logs.
    const { email, password } = (request.body ?? {}) as { email?: unknown; password?: unknown };
    if (typeof email !== 'string' || typeof password !== 'string') throw new MissingCredentialsError();
    return this.login.check(email, password);
  }
}
