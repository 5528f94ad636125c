import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { InvalidTokenError, UnsupportedSchemeError } from '../auth.errors.js';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import { readCookies } from '../cookies/host-cookie.js';
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
 * A request with `Authorization` is judged by that header alone: a refused one is an error, however good the cookies beside it
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
    const via = request.headers.authorization === undefined ? 'cookie' : 'bearer';
    for (const token of this.tokensOf(request)) {
      const claims = this.verifier.recall(token);
      if (!claims) continue;
      const principal = principalOf(claims, via);
      if (this.revocations.isRevoked(principal)) {
        this.verifier.forget(token);
        continue;
      }
      this.options.events.accessToken?.('remembered');
      return principal;
    }
    return undefined;
  }

  /** @throws {InvalidTokenError} for a refused `Authorization` header. */
  async validate(request: AuthRequest): Promise<Principal | false> {
    const remembered = this.recall(request);
    if (remembered) return remembered;
    const tokens = this.tokensOf(request);
    const { authorization } = request.headers;
    if (authorization === undefined) return this.recogniseFirst(tokens);
    const [token] = tokens;
    if (token) return this.recognise(token, 'bearer');
    throw BEARER_SCHEME.test(authorization)
      ? new InvalidTokenError('malformed')
      : new UnsupportedSchemeError();
  }

  private tokensOf(request: AuthRequest): string[] {
    const { authorization } = request.headers;
    if (authorization !== undefined) return BEARER_CREDENTIALS.exec(authorization)?.slice(1) ?? [];
    const name = this.options.accessCookie(request);
    return name ? readCookies(request, name) : [];
  }

  /** Recognises the caller by the first cookie that is not refused. */
  private async recogniseFirst(tokens: readonly string[]): Promise<Principal | false> {
    for (const token of tokens) {
      try {
        return await this.recognise(token, 'cookie');
      } catch (error) {
        if (!(error instanceof InvalidTokenError)) throw error;
      }
    }
    return false;
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
