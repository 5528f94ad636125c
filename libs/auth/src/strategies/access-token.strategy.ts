import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { InvalidTokenError } from '../auth.errors.js';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import { readCookie } from '../cookies/host-cookie.js';
import type { AuthRequest, Principal } from '../principal.js';
import { RevocationList } from '../revocation/revocation-list.js';
import { AccessTokenVerifier } from '../tokens/access-token.verifier.js';
import { RequestStrategy } from './request.strategy.js';

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

  async validate(request: AuthRequest): Promise<Principal | false> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.recognise(bearerToken(authorization), 'bearer');
    const name = this.options.accessCookie(request);
    const cookie = name && readCookie(request, name);
    if (!cookie) return false;
    return this.recognise(cookie, 'cookie').catch((error: unknown) => {
      if (error instanceof InvalidTokenError) return false;
      throw error;
    });
  }

  private async recognise(token: string, via: 'bearer' | 'cookie'): Promise<Principal> {
    const { events } = this.options;
    const remembered = this.verifier.recall(token);
    const claims =
      remembered ??
      (await this.verifier.verify(token).catch((error: unknown) => {
        events.accessToken?.('refused');
        throw error;
      }));
    const principal: Principal = {
      userId: claims.sub,
      roles: claims.roles,
      permissions: claims.permissions,
      via,
      authenticatedAt: claims.auth_time,
      tokenId: claims.jti,
      familyId: claims.sid,
      expiresAt: claims.exp,
    };
    if (this.revocations.isRevoked(principal)) {
      this.verifier.forget(token);
      events.accessToken?.('revoked');
      throw new InvalidTokenError();
    }
    events.accessToken?.(remembered ? 'remembered' : 'verified');
    return principal;
  }
}

function bearerToken(authorization: string): string {
  const [scheme, token, ...rest] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new InvalidTokenError();
  return token;
}
