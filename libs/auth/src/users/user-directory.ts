/** What this library needs to know of an account. */
export interface AuthUser {
  readonly id: string;
  /** As the password hasher wrote it; null where the account has no password. */
  readonly passwordHash: string | null;
  readonly roles: readonly string[];
  readonly permissions?: readonly string[] | undefined;
  /** Logins before this moment count no more; seconds since 1970. */
  readonly notBefore?: number | undefined;
  /** When the check of its password began, seconds since 1970: set by this library. */
  readonly checkedAt?: number | undefined;
}

/** Injection token of the interface of the same name. */
export const UserDirectory = Symbol('UserDirectory');

/** Where accounts are found: the app implements it over its own database. */
export interface UserDirectory {
  findById(userId: string): Promise<AuthUser | undefined>;
  /** Gets the address as the caller typed it: folding its case is the directory's business. */
  findByEmail(email: string): Promise<AuthUser | undefined>;
  /** Called after a successful login when the hash was made with older parameters. */
  savePasswordHash(userId: string, passwordHash: string): Promise<void>;
}

/**
 * When a login that happens now happened, seconds since 1970: when its password began to be checked, so that one with a password
 * that was changed meanwhile is older than that change. Never before the moment up to which the user's logins
 * were ended, so that two servers' clocks that differ a little do not end a login as it begins.
 */
export function authenticatedNow(user: Pick<AuthUser, 'notBefore' | 'checkedAt'>): number {
  return Math.max(user.checkedAt ?? Date.now() / 1000, user.notBefore ?? 0);
}
