import type { IncomingHttpHeaders } from 'node:http';
import type { AuthUser } from './users/user-directory.js';

/** Who is asking: what every strategy of this library puts on `request.user`. */
export interface Principal {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** What they were recognised by: the app's session, a Bearer token, or a token in a cookie. */
  readonly via: 'session' | 'bearer' | 'cookie';
  /** When they last proved who they are, in seconds since 1970 (fractions are kept). */
  readonly authenticatedAt: number;
  /** The access token's `jti`; absent without a token. */
  readonly tokenId?: string;
  /** The refresh family of the access token (its `sid`), or the login of the session; absent without one. */
  readonly familyId?: string;
  /** When the access token expires, in seconds since 1970; absent without a token. */
  readonly expiresAt?: number;
}

/** What Express's and Fastify's requests have in common and this library reads. */
export interface AuthRequest {
  readonly headers: IncomingHttpHeaders;
  /** `http` or `https`, as the framework resolves it behind a trusted proxy. */
  readonly protocol: string;
  /** The client's address, as the framework resolves it behind a trusted proxy. */
  readonly ip?: string;
  readonly body?: unknown;
  user?: Principal | undefined;
  /** The account that a login request has just proved to own; see the LocalGuard. */
  verifiedAccount?: AuthUser;
}

/** What Express's and Fastify's responses have in common and this library calls. */
export interface AuthResponse {
  header(name: string, value: string): unknown;
}
