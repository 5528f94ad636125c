import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from './request-of.js';
import { assertIdentityKnown } from './unknown-identity.js';

/**
 * The {@link Principal} of this request, or undefined on a public route with nobody signed in.
 * @throws what kept the identity from being read (a 503), rather than treating a signed-in caller as a guest.
 * @throws {TypeError} in a handler of WebSocket or microservice messages, which have no request.
 */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = requestOf(context);
  if (!request)
    throw new TypeError('@CurrentUser() needs an HTTP request: keep the user that the handshake gave you.');
  assertIdentityKnown(request);
  return request.user;
});
