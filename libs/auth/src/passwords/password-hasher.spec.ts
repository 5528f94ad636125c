import { describe, expect, it } from 'vitest';
import { type AuthModuleOptions, withDefaults } from '../auth.options.js';
import { PasswordHasher } from './password-hasher.js';

const hasher = (password: AuthModuleOptions['password']) =>
  new PasswordHasher(withDefaults({ password } as AuthModuleOptions));
const weak = hasher({ memoryKibibytes: 64, passes: 1 });

describe('PasswordHasher', () => {
  it('hashes with argon2id, 19 MiB, two passes, one lane unless told otherwise', async () => {
    expect(await hasher(undefined).hash('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('verifies what it hashed, and older parameters too', async () => {
    const older = await weak.hash('correct horse');
    const today = hasher({ memoryKibibytes: 128, passes: 1 });
    expect(await today.verify(older, 'correct horse')).toBe(true);
    expect(await today.verify(older, 'battery staple')).toBe(false);
    expect(today.needsRehash(older)).toBe(true);
    expect(weak.needsRehash(older)).toBe(false);
  });

  it('never says yes for an account that does not exist or has no password', async () => {
    expect(await weak.verify(undefined, 'anything')).toBe(false);
    expect(await weak.verify(null, '')).toBe(false);
  });

  it('does for an unknown account the work of a known one', async () => {
    const costly = hasher({ memoryKibibytes: 8192, passes: 2 });
    const known = await costly.hash('correct horse');
    const elapsed = async (hash: string | undefined) => {
      const start = process.hrtime.bigint();
      await costly.verify(hash, 'wrong');
      return Number(process.hrtime.bigint() - start);
    };
    await elapsed(undefined);
    const pairs: number[] = [];
    for (let round = 0; round < 15; round += 1)
      pairs.push((await elapsed(undefined)) / (await elapsed(known)));
    const median = pairs.sort((left, right) => left - right)[7] ?? 0;
    // Skipping the work would be a ratio below one hundredth.
    expect(median).toBeGreaterThan(0.5);
    expect(median).toBeLessThan(2);
  });
});
