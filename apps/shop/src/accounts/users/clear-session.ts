import type { Session } from '@app/session';

/**
 * Removes all data from a session: what a user left in this browser belongs to no other visitor. It is stored with the next
 * operation or with the response; a session that belonged to a user gets a new id then.
 */
export function clearSession(session: Session): void {
  for (const key of Object.keys(session)) Reflect.deleteProperty(session, key);
}
