import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { AuthKey } from './auth-keys.schema.js';
import type { SessionKey } from './session-keys.schema.js';

/** A session key for this process alone: what it seals is lost when the process ends. */
export function generateSessionKey(): SessionKey {
  return { id: 'ephemeral', key: randomBytes(32) };
}

/** A signing key for this process alone: its tokens end with the process. */
export function generateAuthKey(): AuthKey {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', d: d!, x: x!, kid: 'ephemeral' };
}

/** A token for the lab's fault routes, where none was given. */
export function generateLabToken(): string {
  return randomBytes(24).toString('base64url');
}
