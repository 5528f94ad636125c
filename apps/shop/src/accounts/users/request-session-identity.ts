import type { AuthRequest, SessionIdentity, SessionUser } from '@app/auth';
import type { Session } from '@app/session';
import '../../sessions/session-data.js';
import { emptySession } from './empty-session.js';

type SessionRequest = AuthRequest & { session?: Session };

/** Who the request's session says is signed in. Reading a session that could not be opened throws. */
export const requestSessionIdentity: SessionIdentity = {
  read(request: SessionRequest): SessionUser | undefined {
    // Only routes under /api have a session.
    const { userId, roles = [], authenticatedAt = 0 } = request.session ?? {};
    return userId === undefined ? undefined : { userId, roles, authenticatedAt };
  },

  discard({ session }: SessionRequest): void {
    if (session) emptySession(session);
  },
};
