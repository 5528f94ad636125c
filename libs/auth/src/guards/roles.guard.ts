import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { MissingRoleError, UnauthenticatedError } from '../auth.errors.js';
import { REQUIRED_ROLES } from './roles.decorator.js';
import { requestOf } from './request-of.js';
import { assertIdentityKnown } from './unknown-identity.js';

/** Holds `@Roles()`. It runs after the AuthenticationGuard, so that 401 comes before 403. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const required = this.reflector.getAllAndOverride<string[] | undefined>(REQUIRED_ROLES, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!required) return true;
    const request = requestOf(context);
    if (!request) return false;
    assertIdentityKnown(request);
    if (!request.user) throw new UnauthenticatedError();
    if (!required.some((role) => request.user?.roles.includes(role))) throw new MissingRoleError(required);
    return true;
  }
}
