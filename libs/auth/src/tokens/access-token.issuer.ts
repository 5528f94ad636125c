import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { AccessTokenTooLongError } from '../auth.errors.js';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from './access-token.js';
import { KeyRing } from './key-ring.js';

/** What an access token is issued for. */
export interface AccessTokenSubject {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly permissions?: readonly string[] | undefined;
  /** Seconds since 1970. */
  readonly authenticatedAt: number;
  readonly familyId?: string | undefined;
}

/** A signed access token, with what a token answer says about it (RFC 6749 section 5.1). */
export interface IssuedAccessToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Signs access tokens with the first key of the ring. */
@Injectable()
export class AccessTokenIssuer {
  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    private readonly keys: KeyRing,
  ) {}

  /** @throws {AccessTokenTooLongError} rather than issuing a token that the guard refuses. */
  async issue(subject: AccessTokenSubject): Promise<IssuedAccessToken> {
    const { issuer, audience, accessTokenSeconds, maxTokenBytes } = this.options;
    const { kid, key } = this.keys.signing;
    const issuedAt = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({
      roles: [...subject.roles],
      permissions: [...(subject.permissions ?? [])],
      auth_time: subject.authenticatedAt,
      ...(subject.familyId === undefined ? {} : { sid: subject.familyId }),
    })
      .setProtectedHeader({ alg: ACCESS_TOKEN_ALGORITHM, typ: ACCESS_TOKEN_TYPE, kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject.userId)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + accessTokenSeconds)
      .sign(key);
    if (token.length > maxTokenBytes) throw new AccessTokenTooLongError(maxTokenBytes);
    return { token, expiresIn: accessTokenSeconds };
  }
}
