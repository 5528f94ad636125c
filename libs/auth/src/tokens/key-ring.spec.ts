import { describe, expect, it } from 'vitest';
import { signingKey } from '../../test/signing-key.js';
import { type AuthModuleOptions, withDefaults } from '../auth.options.js';
import { AccessTokenIssuer } from './access-token.issuer.js';
import { AccessTokenVerifier } from './access-token.verifier.js';
import { KeyRing, type SigningKey } from './key-ring.js';

const options = withDefaults({ issuer: 'us', audience: 'shop' } as AuthModuleOptions);
const subject = { userId: 'ada', roles: [], authenticatedAt: 1 };

async function replica(...keys: SigningKey[]) {
  const ring = await KeyRing.of(keys);
  return { issuer: new AccessTokenIssuer(options, ring), verifier: new AccessTokenVerifier(options, ring) };
}

describe('KeyRing', () => {
  it('shows public parts only', async () => {
    const ring = await KeyRing.of([signingKey('a'), signingKey('b')]);
    expect(ring.jwks.keys.map(({ kid }) => kid)).toEqual(['a', 'b']);
    for (const jwk of ring.jwks.keys)
      expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('names a key without an id by its thumbprint', async () => {
    const { kid: _, ...anonymous } = signingKey('a');
    const ring = await KeyRing.of([anonymous as SigningKey]);
    expect(ring.signing.kid).toMatch(/^[\w-]{43}$/);
  });

  it('changes keys in three rolls without refusing a token in between', async () => {
    const [old, next] = [signingKey('old'), signingKey('next')];
    const rolls = [[old], [old, next], [next, old], [next]];
    for (let step = 0; step + 1 < rolls.length; step += 1) {
      const before = await replica(...(rolls[step] ?? []));
      const after = await replica(...(rolls[step + 1] ?? []));
      const fromBefore = await before.issuer.issue(subject);
      const fromAfter = await after.issuer.issue(subject);
      await expect(before.verifier.verify(fromAfter.token)).resolves.toBeDefined();
      // The last roll comes after the longest lifetime, when the old key's tokens have all expired.
      if (step < 2) await expect(after.verifier.verify(fromBefore.token)).resolves.toBeDefined();
    }
  });

  it('refuses no key, a public one, another curve and two of one id', async () => {
    const key = signingKey('a');
    await expect(KeyRing.of([])).rejects.toThrow(TypeError);
    await expect(KeyRing.of([{ ...key, d: '' }])).rejects.toThrow(TypeError);
    await expect(KeyRing.of([{ ...key, crv: 'X25519' } as unknown as SigningKey])).rejects.toThrow(TypeError);
    await expect(KeyRing.of([key, signingKey('a')])).rejects.toThrow(TypeError);
  });

  it.each<[string, object]>([
    ['for encryption', { use: 'enc' }],
    ['of another algorithm', { alg: 'HS256' }],
    ['with a number as key id', { kid: 7 }],
    ['with an empty key id', { kid: '' }],
    ['that may only verify', { key_ops: ['verify'] }],
    ['with a private part that is no text', { d: 1 }],
    ['with a short private part', { d: 'AAAA' }],
  ])('refuses a key %s', async (_, change) => {
    await expect(KeyRing.of([{ ...signingKey('one'), ...change } as SigningKey])).rejects.toThrow(/^AUTH: /);
  });

  it('takes a key that says that it signs by Ed25519', async () => {
    const said = { use: 'sig', alg: 'EdDSA', key_ops: ['sign'] };
    await expect(KeyRing.of([{ ...signingKey('one'), ...said }])).resolves.toBeInstanceOf(KeyRing);
  });
});
