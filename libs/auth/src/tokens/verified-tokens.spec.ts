import { describe, expect, it } from 'vitest';
import type { AccessTokenClaims } from './access-token.js';
import { VerifiedTokens } from './verified-tokens.js';

const claims = { exp: Math.floor(Date.now() / 1000) + 300 } as AccessTokenClaims;

describe('VerifiedTokens', () => {
  it('is bounded: the oldest gives way', () => {
    const verified = new VerifiedTokens(2);
    for (const token of ['a', 'b', 'c']) verified.remember(token, claims);
    expect(['a', 'b', 'c'].map((token) => verified.get(token) !== undefined)).toEqual([false, true, true]);
  });
});
