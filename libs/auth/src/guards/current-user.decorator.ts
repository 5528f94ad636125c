import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AuthRequest } from '../principal.js';
import { assertIdentityKnown } from './unknown-identity.js';

/**
 * The {@link Principal} of this request, or undefined on a public route with nobody signed in.
 * @throws what kept the identity from being read (a 503), rather than treating a signed-in caller as a guest.
 */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<AuthRequest>();
  assertIdentityKnown(request);
  return request.user;
});
