import type { Principal, Revocation } from '@app/auth';
import { loginIdOf } from '../accounts/logins/login-id.js';
import type { CartOwner } from '../cart/cart-changes.js';

/** Who is at the other end of a socket, as the handshake found. */
export interface LiveVisitor {
  /** Absent for a guest. */
  readonly user?: Principal;
  /** The public id of the session; absent without one, and for an API client. */
  readonly sessionId?: string;
}

/** The room of the sockets that follow this cart. */
export function cartRoom(owner: CartOwner): string {
  return 'userId' in owner ? `cart of account ${owner.userId}` : `cart of session ${owner.sessionId}`;
}

/** The room of the sockets that end with this session. */
export function sessionRoom(id: string): string {
  return `session ${id}`;
}

/** The room of the sockets that a revocation may concern. */
export function revocationRoom({ kind, id }: Revocation): string {
  return `${kind} ${id}`;
}

/** Whose cart a visitor sees; the same choice as `CartHolders` makes for a request. */
export function cartOwnerOf({ user, sessionId }: LiveVisitor): CartOwner | undefined {
  if (user?.via === 'bearer') return { userId: user.userId };
  return sessionId === undefined ? undefined : { sessionId };
}

/** All rooms that a visitor's sockets are in. */
export function roomsOf(visitor: LiveVisitor): string[] {
  const { user, sessionId } = visitor;
  const owner = cartOwnerOf(visitor);
  return [
    ...(owner ? [cartRoom(owner)] : []),
    ...(sessionId === undefined ? [] : [sessionRoom(sessionId)]),
    ...(user ? [revocationRoom({ kind: 'user', id: user.userId })] : []),
    ...(user?.familyId === undefined
      ? []
      : [user.familyId, loginIdOf(user.familyId)].map((id) => revocationRoom({ kind: 'family', id }))),
    ...(user?.tokenId === undefined ? [] : [revocationRoom({ kind: 'token', id: user.tokenId })]),
  ];
}
