import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { InvalidTokenError, UnsupportedSchemeError } from '../auth.errors.js';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import { readCookie } from '../cookies/host-cookie.js';
import type { AuthRequest, Principal } from '../principal.js';
import { RevocationList } from '../revocation/revocation-list.js';
import type { AccessTokenClaims } from '../tokens/access-token.js';
import { AccessTokenVerifier } from '../tokens/access-token.verifier.js';
import { RequestStrategy } from './request.strategy.js';

/** RFC 9110 section 11.4: the scheme in any case, one or more spaces, the token. */
const BEARER_CREDENTIALS = /^bearer +([^ ]+)$/i;
const BEARER_SCHEME = /^bearer(?: |$)/i;

/**
 * Recognises the caller by an access token: in `Authorization: Bearer` (RFC 6750), else in the cookie.
 *
 * Whoever sends `Authorization` is judged by it alone: a refused one is an error, however good the cookies beside it
 * are, so that a request can be exempted from the cross-site rule for carrying the header. A refused cookie is only
 * no identity: the visitor did not choose to send it.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(RequestStrategy) {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    @Inject(RevocationList) private readonly revocations: RevocationList,
    private readonly verifier: AccessTokenVerifier,
  ) {
    super('access-token');
  }

  /**
   * Returns the caller whose token this process has verified before, without a promise: most requests end here. The token's expiry
   * and the revocation list are still asked.
   */
  recall(request: AuthRequest): Principal | undefined {
    const token = this.tokenOf(request);
    const claims = token ? this.verifier.recall(token) : undefined;
    if (!token || !claims) return undefined;
    const principal = principalOf(claims, request.headers.authorization === undefined ? 'cookie' : 'bearer');
    if (this.revocations.isRevoked(principal)) {
      this.verifier.forget(token);
      return undefined;
    }
    this.options.events.accessToken?.('remembered');
    return principal;
  }

  /** @throws {InvalidTokenError} for a refused `Authorization` header. */
  async validate(request: AuthRequest): Promise<Principal | false> {
    const remembered = this.recall(request);
    if (remembered) return remembered;
    const token = this.tokenOf(request);
    const { authorization } = request.headers;
    if (authorization === undefined) {
      if (!token) return false;
      return this.recognise(token, 'cookie').catch((error: unknown) => {
        if (error instanceof InvalidTokenError) return false;
        throw error;
      });
    }
    if (token) return this.recognise(token, 'bearer');
    throw BEARER_SCHEME.test(authorization)
      ? new InvalidTokenError('malformed')
      : new UnsupportedSchemeError();
  }

  private tokenOf(request: AuthRequest): string | undefined {
    const { authorization } = request.headers;
    if (authorization !== undefined) return BEARER_CREDENTIALS.exec(authorization)?.[1];
    const name = this.options.accessCookie(request);
    return name && readCookie(request, name);
  }

  private async recognise(token: string, via: 'bearer' | 'cookie'): Promise<Principal> {
    const { events } = this.options;
    const claims = await this.verifier.verify(token).catch((error: unknown) => {
      events.accessToken?.('refused');
      throw error;
    });
    const principal = principalOf(claims, via);
    if (this.revocations.isRevoked(principal)) {
      this.verifier.forget(token);
      events.accessToken?.('revoked');
      throw new InvalidTokenError('revoked');
    }
    events.accessToken?.('verified');
    return principal;
  }
}

function principalOf(claims: AccessTokenClaims, via: 'bearer' | 'cookie'): Principal {
  return {
    userId: claims.sub,
    roles: claims.roles,
    permissions: claims.permissions,
    via,
    authenticatedAt: claims.auth_time,
    tokenId: claims.jti,
    ...(claims.sid === undefined ? {} : { familyId: claims.sid }),
    expiresAt: claims.exp,
  };
}
