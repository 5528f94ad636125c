import type { ExecutionContext } from '@nestjs/common';
import type { AuthResponse } from '../principal.js';

/**
 * Sets the `WWW-Authenticate` header that a 401 must have (RFC 9110 section 15.5.2), from the error's `challenge`. A GraphQL resolver
 * answers 200 with the error in its body: it gets none.
 */
export function setChallenge(context: ExecutionContext, error: unknown): void {
  const { challenge } = (error ?? {}) as { challenge?: unknown };
  if (typeof challenge !== 'string' || context.getType() !== 'http') return;
  context.switchToHttp().getResponse<AuthResponse>().header('WWW-Authenticate', challenge);
}
