import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyRing } from '../encryption/key-ring.js';
import { SessionIds } from './session-cookie.js';

describe('SessionIds', () => {
  it.each([undefined, 'ada'])('gives each id of the user %s a secret of 256 random bits', (userId) => {
    const ids = new SessionIds(new KeyRing([{ id: 'a', secret: randomBytes(32) }]));
    const secrets = Array.from({ length: 200 }, () =>
      Buffer.from(ids.create(userId).cookie.split('.')[1] ?? '', 'base64url'),
    );
    for (const secret of secrets) expect(secret).toHaveLength(32);
    // A bit that is the same in 200 random secrets has a probability of 2^-199.
    for (let at = 0; at < 32; at++) {
      expect(secrets.reduce((bits, secret) => bits & secret[at]!, 0xff)).toBe(0);
      expect(secrets.reduce((bits, secret) => bits | secret[at]!, 0)).toBe(0xff);
    }
  });
});
