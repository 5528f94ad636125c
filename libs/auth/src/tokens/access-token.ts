/** The claims of an access token (RFC 9068, with `auth_time` and `sid` as OpenID Connect defines them). */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  /** The user's id. */
  readonly sub: string;
  /** This token's own id, by which it can be revoked. */
  readonly jti: string;
  /** Issued at, seconds since 1970. */
  readonly iat: number;
  /** Expires at, seconds since 1970. */
  readonly exp: number;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** When the user last proved who they are, seconds since 1970; fractions are kept. */
  readonly auth_time: number;
  /** The refresh family that this token was issued with. */
  readonly sid?: string;
}

/** The `typ` header: an access token and nothing else (RFC 9068 section 2.1, RFC 8725 section 3.11). */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The only algorithm that is signed with and accepted: Ed25519 (RFC 8037). */
export const ACCESS_TOKEN_ALGORITHM = 'EdDSA';
