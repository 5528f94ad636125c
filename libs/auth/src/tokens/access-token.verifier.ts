import { Inject, Injectable } from '@nestjs/common';
import { type JWTHeaderParameters, type JWTPayload, jwtVerify, type JWTVerifyOptions } from 'jose';
import { InvalidTokenError } from '../auth.errors.js';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import { type AccessTokenClaims, ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from './access-token.js';
import { assertCanonical, assertCanonicalSignature } from './canonical-token.js';
import { type CryptoKey, KeyRing } from './key-ring.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Verifies access tokens by RFC 8725: one algorithm, one type, our issuer and audience, a key from our own ring.
 * Keys that a token brings along or points to (`jwk`, `jku`, `x5u`) are never used: such a header is refused.
 *
 * A verified token is cached until it expires, so that only its first use costs a signature check. A caller of
 * a remembered token still asks the revocation list.
 */
@Injectable()
export class AccessTokenVerifier {
  private readonly verified: VerifiedTokens;
  /** Headers that this issuer was seen to write, with their keys: as many as the ring has keys. */
  private readonly headers = new Map<string, CryptoKey>();
  private readonly expected: JWTVerifyOptions;

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    private readonly keys: KeyRing,
  ) {
    this.verified = new VerifiedTokens(options.rememberedTokens);
    this.expected = {
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      typ: ACCESS_TOKEN_TYPE,
      issuer: options.issuer,
      audience: options.audience,
      requiredClaims: ['sub', 'jti', 'iat', 'exp', 'auth_time'],
    };
  }

  /** The claims of a token that this process has verified before and that has not expired since. */
  recall(token: string): AccessTokenClaims | undefined {
    return token.length > this.options.maxTokenBytes ? undefined : this.verified.get(token);
  }

  /** @throws {InvalidTokenError} for whatever is not a valid access token of this issuer. */
  async verify(token: string): Promise<AccessTokenClaims> {
    // Before any decoding or signature check: what is this long was never issued here.
    if (token.length > this.options.maxTokenBytes) throw new InvalidTokenError('too long');
    try {
      const claims = readClaims(await this.verifiedPayload(token));
      this.verified.remember(token, claims);
      return claims;
    } catch (error) {
      throw new InvalidTokenError(error);
    }
  }

  /** Drops a remembered token, once it was revoked. */
  forget(token: string): void {
    this.verified.forget(token);
  }

  private async verifiedPayload(token: string): Promise<JWTPayload> {
    const [header = '', claims, signature] = token.split('.', 3);
    // All tokens of one key have the same header, which is looked at once.
    const known = this.headers.get(header);
    const { payload, protectedHeader } = known
      ? await jwtVerify(token, known, this.expected)
      : await jwtVerify(token, (own) => this.keyFor(own), this.expected);
    assertCanonical(claims, payload);
    assertCanonicalSignature(signature);
    if (!known) {
      assertCanonical(header, protectedHeader);
      this.headers.set(header, this.keyFor(protectedHeader));
    }
    return payload;
  }

  private keyFor(header: JWTHeaderParameters): CryptoKey {
    const extra = Object.keys(header).find((name) => name !== 'alg' && name !== 'typ' && name !== 'kid');
    if (extra) throw new TypeError(`unexpected header ${extra}`);
    const key = typeof header.kid === 'string' ? this.keys.verifyingKey(header.kid) : undefined;
    if (!key) throw new TypeError('unknown key id');
    return key;
  }
}

function readClaims(payload: JWTPayload): AccessTokenClaims {
  const claims = payload as JWTPayload & AccessTokenClaims;
  const valid =
    typeof claims.aud === 'string' &&
    isText(claims.sub) &&
    isText(claims.jti) &&
    Number.isFinite(claims.iat) &&
    Number.isFinite(claims.exp) &&
    Number.isFinite(claims.auth_time) &&
    (claims.sid === undefined || isText(claims.sid)) &&
    isTextList(claims.roles) &&
    isTextList(claims.permissions);
  if (!valid) throw new TypeError('a claim has another type than this issuer writes');
  // The same object answers every later request with this token.
  Object.freeze(claims.roles);
  Object.freeze(claims.permissions);
  return Object.freeze(claims);
}

/** Ids are compared and looked up: an empty one would be everyone's. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
