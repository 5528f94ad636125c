import { randomBytes } from 'node:crypto';

const LOGIN_BYTES = 12;
const ID_LENGTH = 16;
const FAMILY_BYTES = 4;

/** Returns the id of a new login: 16 characters of base64url. It finds the login and opens nothing. */
export function newLoginId(): string {
  return randomBytes(LOGIN_BYTES).toString('base64url');
}

/**
 * Returns the id of a new refresh family of a login. A login has a new family each time its visitor comes to the state `token`; all
 * of them begin with the login's id, so that every token names its login.
 */
export function newFamilyId(loginId: string): string {
  return loginId + randomBytes(FAMILY_BYTES).toString('base64url');
}

/** Returns the login that a family belongs to; an API client's login has one family and is named by its beginning. */
export function loginOf(familyId: string): string {
  return familyId.slice(0, ID_LENGTH);
}
