import type { Session } from '@app/session';

/** Makes a session a new guest's: what another user left in this browser is nobody else's. */
export function emptySession(session: Session): void {
  for (const key of Object.keys(session)) Reflect.deleteProperty(session, key);
  session.regenerate();
}
