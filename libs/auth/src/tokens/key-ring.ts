import type { webcrypto } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';

/** A key as jose imports it; jose 5 does not name the type. */
export type CryptoKey = webcrypto.CryptoKey;

/** An Ed25519 private key as a JWK (RFC 8037); without a `kid` it gets its thumbprint (RFC 7638). */
export interface SigningKey extends JWK {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
}

/** A public key as the JWKS route shows it. */
export interface PublicKey extends JWK {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

/**
 * The signing keys: the first one signs, every one verifies. To change keys without a logout, roll the replicas three
 * times: add the new key last; move it to the front; remove the old one after the longest token lifetime.
 */
export class KeyRing {
  private constructor(
    /** The id and private key that new tokens are signed with. */
    readonly signing: { readonly kid: string; readonly key: CryptoKey },
    private readonly verification: ReadonlyMap<string, CryptoKey>,
    /** The JWK Set (RFC 7517 section 5) for others to verify with: no private part. */
    readonly jwks: { readonly keys: readonly PublicKey[] },
  ) {}

  /**
   * @param keys at least one Ed25519 private JWK, each with a key id of its own.
   * @throws {TypeError} if there is none, one is not an Ed25519 private key for signing, or two share a key id.
   */
  static async of(keys: readonly SigningKey[]): Promise<KeyRing> {
    const publicKeys: PublicKey[] = [];
    const verification = new Map<string, CryptoKey>();
    let signing: { kid: string; key: CryptoKey } | undefined;
    for (const jwk of keys) {
      assertSigningKey(jwk);
      const { kty, crv, x, d } = jwk;
      const kid = jwk.kid ?? (await calculateJwkThumbprint({ kty, crv, x }));
      if (verification.has(kid)) throw new TypeError(`AUTH: two signing keys share the key id ${kid}.`);
      verification.set(kid, (await importJWK({ kty, crv, x }, 'EdDSA')) as CryptoKey);
      signing ??= { kid, key: (await importJWK({ kty, crv, x, d }, 'EdDSA')) as CryptoKey };
      publicKeys.push({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' });
    }
    if (!signing) throw new TypeError('AUTH: at least one Ed25519 signing key is needed.');
    return new KeyRing(signing, verification, { keys: publicKeys });
  }

  /** The public key with this id; undefined for an unknown one, which refuses the token. */
  verifyingKey(kid: string): CryptoKey | undefined {
    return this.verification.get(kid);
  }
}

/** Refuses a JWK of another kind or purpose (RFC 7517 sections 4.2 to 4.5, RFC 8037). */
function assertSigningKey(jwk: JWK): asserts jwk is SigningKey {
  const { kty, crv, x, d, kid, use, alg, key_ops: operations } = jwk;
  if (kty !== 'OKP' || crv !== 'Ed25519' || !isBase64url(x) || !isBase64url(d))
    throw new TypeError('AUTH: a signing key must be an Ed25519 private JWK with kty, crv, x and d.');
  if (kid !== undefined && (typeof kid !== 'string' || kid === ''))
    throw new TypeError('AUTH: the kid of a signing key must be text and not empty, or absent.');
  if (use !== undefined && use !== 'sig')
    throw new TypeError(`AUTH: a signing key must have the use "sig" or none, not ${JSON.stringify(use)}.`);
  if (alg !== undefined && alg !== 'EdDSA' && alg !== 'Ed25519')
    throw new TypeError(`AUTH: a signing key must have the alg "EdDSA" or none, not ${JSON.stringify(alg)}.`);
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('sign')))
    throw new TypeError('AUTH: the key_ops of a signing key must name "sign", or be absent.');
}

function isBase64url(value: unknown): value is string {
  // 32 bytes, RFC 8032 section 5.1.5.
  return typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value);
}
