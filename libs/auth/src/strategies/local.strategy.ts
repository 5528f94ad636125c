import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import { MissingCredentialsError } from '../auth.errors.js';
import { PasswordLogin } from '../passwords/password-login.service.js';
import type { AuthRequest, Principal } from '../principal.js';
import { uniqueStrategyName } from './request.strategy.js';

class NamedLocalStrategy extends Strategy {
  override name = uniqueStrategyName('local');
}

/** Recognises the caller by `email` and `password` in the request's body. Used by the {@link LocalGuard} alone. */
@Injectable()
export class LocalStrategy extends PassportStrategy(NamedLocalStrategy) {
  constructor(private readonly login: PasswordLogin) {
    super({ usernameField: 'email', passwordField: 'password', passReqToCallback: true });
  }

  async validate(request: AuthRequest & { body?: unknown }): Promise<Principal> {
    // Read here, not taken from passport-local: it also looks into the query string, which ends up in logs.
    const { email, password } = (request.body ?? {}) as { email?: unknown; password?: unknown };
    if (typeof email !== 'string' || typeof password !== 'string') throw new MissingCredentialsError();
    const user = await this.login.check(email, password);
    return {
      userId: user.id,
      roles: user.roles,
      permissions: user.permissions ?? [],
      via: 'password',
      // Never before the moment up to which this user's log-ins were ended, whatever this clock says.
      authenticatedAt: Math.max(Date.now() / 1000, user.notBefore ?? 0),
    };
  }
}
