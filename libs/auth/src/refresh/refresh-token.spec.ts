import { describe, expect, it } from 'vitest';
import { RefreshToken } from './refresh-token.js';

describe('RefreshToken', () => {
  it('comes back from its text, and is found by the same digest', () => {
    const token = RefreshToken.first('ada');
    const parsed = RefreshToken.parse(token.toString());
    expect(parsed).toMatchObject({ userTag: token.userTag, familyId: token.familyId, digest: token.digest });
  });

  it('shows neither the user nor the secret in what a store gets', () => {
    const token = RefreshToken.first('ada@example.org');
    const secret = token.toString().split('.')[2] ?? '';
    expect(token.toString()).not.toContain('ada');
    expect(`${token.digest} ${token.seal(token.successor())}`).not.toContain(secret);
  });

  it('has a secret of 256 random bits, each successor its own', () => {
    const token = RefreshToken.first('ada');
    const secrets = Array.from({ length: 200 }, (_, at) => {
      const text = (at % 2 ? token.successor() : RefreshToken.first('ada')).toString();
      return Buffer.from(text.split('.')[2] ?? '', 'base64url').subarray(16, -16);
    });
    for (const secret of secrets) expect(secret).toHaveLength(32);
    // A bit that is the same in 100 random secrets has a probability of 2^-99.
    for (const some of [0, 1].map((odd) => secrets.filter((_, at) => at % 2 === odd)))
      for (let at = 0; at < 32; at++) {
        expect(some.reduce((bits, secret) => bits & secret[at]!, 0xff)).toBe(0);
        expect(some.reduce((bits, secret) => bits | secret[at]!, 0)).toBe(0xff);
      }
  });

  it('keeps the families of a user together, and those of two users apart', () => {
    expect(RefreshToken.first('ada').userTag).toBe(RefreshToken.first('ada').userTag);
    expect(RefreshToken.first('ada').userTag).not.toBe(RefreshToken.first('eve').userTag);
  });

  it('seals a successor to the token alone', () => {
    const token = RefreshToken.first('ada');
    const successor = token.successor();
    const sealed = token.seal(successor);
    expect(token.open(sealed).toString()).toBe(successor.toString());
    expect(() => successor.open(sealed)).toThrow();
    expect(() => RefreshToken.first('ada').open(sealed)).toThrow();
  });

  it.each(['', 'a.b.c', `${'a'.repeat(22)}.${'b'.repeat(22)}.${'c'.repeat(43)}`, `{x}.y.${'c'.repeat(86)}`])(
    'is not %j',
    (text) => {
      expect(RefreshToken.parse(text)).toBeUndefined();
    },
  );

  it('is nothing that was made up, or changed, for a known family', () => {
    const token = RefreshToken.first('ada').toString();
    const [tag = '', family = '', rest = ''] = token.split('.');
    const other = RefreshToken.first('ada').toString().split('.')[2] ?? '';
    expect(RefreshToken.parse(`${tag}.${family}.${'c'.repeat(86)}`)).toBeUndefined();
    expect(RefreshToken.parse(`${tag}.${family}.${other}`)).toBeUndefined();
    for (let at = 0; at < 85; at += 1) {
      const changed = rest.slice(0, at) + (rest[at] === 'A' ? 'B' : 'A') + rest.slice(at + 1);
      expect(RefreshToken.parse(`${tag}.${family}.${changed}`)).toBeUndefined();
    }
  });

  it('shares its proof with its successors, and with no other family', () => {
    const token = RefreshToken.first('ada');
    expect(token.successor().proofDigest).toBe(token.proofDigest);
    expect(token.successor().digest).not.toBe(token.digest);
    expect(RefreshToken.first('ada', token.familyId).proofDigest).not.toBe(token.proofDigest);
  });
});
