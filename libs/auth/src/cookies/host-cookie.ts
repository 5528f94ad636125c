import { parseCookie } from 'cookie';
import type { AuthRequest } from '../principal.js';

/**
 * The name under which a cookie travels: with the `__Host-` prefix over TLS, which binds it to this very host and
 * to `Secure` (RFC 6265bis section 4.1.3.2). Over plain http browsers would drop such a cookie.
 */
export function hostCookieName(request: Pick<AuthRequest, 'protocol'>, name: string): string {
  return request.protocol === 'https' ? `__Host-${name}` : name;
}

/** How many values of one cookie are read: each may cost a signature check. */
const MAX_VALUES = 4;

/**
 * Returns the values of a cookie under the only name that counts for this request. There is more than one if a sibling
 * host or a longer path set one of the same name, which it can on plain HTTP: the valid value counts, wherever it
 * stands, since servers should not rely on the order (RFC 6265 section 4.2.2).
 */
export function readCookies(request: Pick<AuthRequest, 'protocol' | 'headers'>, name: string): string[] {
  const { cookie = '' } = request.headers;
  const sentAs = hostCookieName(request, name);
  if (!cookie.includes(sentAs)) return [];
  const values = cookie.split(';').flatMap((pair) => parseCookie(pair)[sentAs] ?? []);
  return [...new Set(values)].slice(0, MAX_VALUES);
}
