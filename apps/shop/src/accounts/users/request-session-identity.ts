import type { AuthRequest, SessionIdentity, SessionUser } from '@app/auth';
import type { Session } from '@app/session';
import '../../session-data.js';
import { clearSession } from './clear-session.js';

type SessionRequest = AuthRequest & { session?: Session };

/** Reads the signed-in user from the request's session. Throws if the session could not be opened. */
export const requestSessionIdentity: SessionIdentity = {
  read(request: SessionRequest): SessionUser | undefined {
    // Only routes under /api have a session.
    const { userId, roles = [], authenticatedAt = 0, loginId } = request.session ?? {};
    return userId === undefined ? undefined : { userId, roles, authenticatedAt, familyId: loginId };
  },

  discard({ session }: SessionRequest): void {
    if (session) clearSession(session);
  },
};
