import { parseCookie } from 'cookie';
import type { AuthRequest } from '../principal.js';

/**
 * The name under which a cookie travels: with the `__Host-` prefix over TLS, which binds it to this very host and
 * to `Secure` (RFC 6265bis section 4.1.3.2). Over plain http browsers would drop such a cookie.
 */
export function hostCookieName(request: Pick<AuthRequest, 'protocol'>, name: string): string {
  return request.protocol === 'https' ? `__Host-${name}` : name;
}

/** The value of a cookie under the only name that counts for this request, or undefined. */
export function readCookie(
  request: Pick<AuthRequest, 'protocol' | 'headers'>,
  name: string,
): string | undefined {
  const { cookie } = request.headers;
  return cookie === undefined ? undefined : parseCookie(cookie)[hostCookieName(request, name)];
}
