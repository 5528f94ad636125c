const KEY = 'signed-in';

/**
 * Whether someone signed in with this browser and has not signed out since. The cookies that prove it are not readable
 * here; this remark only spares guests the calls that could but fail.
 */
export function signedInBefore(): boolean {
  return localStorage.getItem(KEY) !== null;
}

/** Remembers a sign-in (`true`) or a sign-out (`false`). */
export function rememberSignedIn(signedIn: boolean): void {
  if (signedIn) localStorage.setItem(KEY, 'yes');
  else localStorage.removeItem(KEY);
}
