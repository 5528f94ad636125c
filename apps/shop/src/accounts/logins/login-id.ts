import { randomBytes } from 'node:crypto';

/** Characters of a login id: 96 random bits in base64url. */
const LENGTH = 16;

/** Matches a login id. */
export const LOGIN_ID = /^[A-Za-z0-9_-]{16}$/;

/**
 * Returns the id of a new login. A session keeps it in its data, a refresh family begins its own id with it: so what a change of state
 * makes of a login is still known as that login.
 */
export function newLoginId(): string {
  return randomBytes((LENGTH * 3) / 4).toString('base64url');
}

/** Returns the login that a refresh family, or a session with the login's own id, belongs to. */
export function loginIdOf(familyId: string): string {
  return familyId.slice(0, LENGTH);
}

/** Returns a new id for a refresh family of a login. */
export function newFamilyId(loginId: string): string {
  return loginId + randomBytes(4).toString('base64url');
}
