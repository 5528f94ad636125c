import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { LoginTooOldError, RevocationsUnknownError, UnauthenticatedError } from '../auth.errors.js';
import { RevocationList } from '../revocation/revocation-list.js';
import { RECENT_LOGIN_SECONDS } from './require-recent-login.decorator.js';
import { REQUIRED_ROLES } from './roles.decorator.js';
import { requestOf } from './request-of.js';
import { assertIdentityKnown } from './unknown-identity.js';

/**
 * Holds `@RequireRecentLogin()`, and closes routes with it or with `@Roles()` while this replica cannot know what was revoked.
 * Other routes go by what it knew last: an access token ends by itself soon. It runs after the RolesGuard.
 */
@Injectable()
export class SensitiveRouteGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(RevocationList) private readonly revocations: RevocationList,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const of = <T>(key: symbol) =>
      this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
    const maxAgeSeconds = of<number>(RECENT_LOGIN_SECONDS);
    if (maxAgeSeconds === undefined && of(REQUIRED_ROLES) === undefined) return true;
    const request = requestOf(context);
    if (!request) return false;
    assertIdentityKnown(request);
    if (!request.user) throw new UnauthenticatedError();
    if (!this.revocations.upToDate) throw new RevocationsUnknownError();
    if (maxAgeSeconds !== undefined && Date.now() / 1000 - request.user.authenticatedAt > maxAgeSeconds)
      throw new LoginTooOldError();
    return true;
  }
}
