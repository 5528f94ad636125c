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

  it.each(['', 'a.b.c', `${'a'.repeat(22)}.${'b'.repeat(22)}.${'c'.repeat(42)}`, `{x}.y.${'c'.repeat(43)}`])(
    'is not %j',
    (text) => {
      expect(RefreshToken.parse(text)).toBeUndefined();
    },
  );
});
