import type { AuthRequest } from '../principal.js';

const failures = new WeakMap<AuthRequest, Error>();

/** Remembers that this request's identity could not be read: its caller may be signed in, or not. */
export function markIdentityUnknown(request: AuthRequest, reason: Error): void {
  failures.set(request, reason);
}

/**
 * To be called before "no user" is taken for "a guest".
 * @throws the error for which the identity could not be read, if there was one.
 */
export function assertIdentityKnown(request: AuthRequest): void {
  const reason = failures.get(request);
  if (reason) throw reason;
}
