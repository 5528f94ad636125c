import type { AuthRequest } from '../principal.js';

/** Who a server-side session says its visitor is. */
export interface SessionUser {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly permissions?: readonly string[] | undefined;
  /** When they logged in, seconds since 1970. */
  readonly authenticatedAt: number;
  /** Id of the login, if the app gives logins ids: `RevocationList.revokeFamily` ends it as it ends a refresh family. */
  readonly familyId?: string | undefined;
}

/** Injection token of the interface of the same name. */
export const SessionIdentity = Symbol('SessionIdentity');

/** Reads the signed-in user from the app's own session; this library keeps none. */
export interface SessionIdentity {
  /**
   * @returns undefined for a guest.
   * @throws where the session could not be read: then the caller is unknown, which is not the same as a guest.
   */
  read(request: AuthRequest): SessionUser | undefined | Promise<SessionUser | undefined>;
  /** Called where the login in this session was ended from elsewhere: what it holds is not to be shown any more. */
  discard(request: AuthRequest): void | Promise<void>;
}
