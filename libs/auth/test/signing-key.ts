import { generateKeyPairSync } from 'node:crypto';
import type { SigningKey } from '../src/index.js';

/** A fresh Ed25519 private JWK. */
export function signingKey(kid: string): SigningKey {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid };
}
