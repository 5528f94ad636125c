import type { SetCookie } from 'cookie';
import type { SessionRequest } from '../backend/session-backend.js';

/** How the session cookie is named and scoped. */
export interface SessionCookieOptions {
  /** The name on plain HTTP; over TLS it gets the prefix `__Host-`. Default `session`. */
  readonly name?: string;
  /** Default `lax`; `strict` also hides the session from visits that follow a link of another site. */
  readonly sameSite?: 'lax' | 'strict';
}

/**
 * The cookie that carries a session: HttpOnly, SameSite, Path=/ and no Domain; over TLS also `Secure` and `__Host-`,
 * so that no sibling host can plant one (OWASP ASVS 5.0 3.3.1-3.3.4).
 */
export class SessionCookie {
  readonly name: string;
  private readonly sameSite: 'lax' | 'strict';

  constructor(
    options: SessionCookieOptions,
    private readonly maxAgeSeconds: number,
  ) {
    this.name = options.name ?? 'session';
    this.sameSite = options.sameSite ?? 'lax';
  }

  /** The cookie's value in this request. */
  read(request: SessionRequest): string | undefined {
    return request.cookies[this.nameIn(request)];
  }

  /** The cookie that sets a value; it lives as long as the session can. */
  write(request: SessionRequest, value: string): SetCookie {
    return this.cookie(request, value, this.maxAgeSeconds);
  }

  /** The cookie that removes it from the browser. */
  clear(request: SessionRequest): SetCookie {
    return this.cookie(request, '', 0);
  }

  private nameIn(request: SessionRequest): string {
    return request.secure ? `__Host-${this.name}` : this.name;
  }

  private cookie(request: SessionRequest, value: string, maxAge: number): SetCookie {
    return {
      name: this.nameIn(request),
      value,
      path: '/',
      httpOnly: true,
      sameSite: this.sameSite,
      secure: request.secure,
      maxAge,
    };
  }
}
