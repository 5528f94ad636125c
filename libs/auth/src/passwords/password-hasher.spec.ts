import { hash as bcrypt } from '@node-rs/bcrypt';
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

  it('leaves the event loop free while it hashes and verifies', async () => {
    const costly = hasher({ memoryKibibytes: 19_456, passes: 8 });
    const turnsDuring = async (work: Promise<unknown>) => {
      let turns = 0;
      let working = true;
      const turn = () => {
        turns += 1;
        if (working) setImmediate(turn);
      };
      setImmediate(turn);
      await work;
      working = false;
      return turns;
    };
    const stored = await costly.hash('correct horse');
    // On the event loop it would be one or two.
    expect(await turnsDuring(costly.hash('correct horse'))).toBeGreaterThan(5);
    expect(await turnsDuring(costly.verify(stored, 'battery staple'))).toBeGreaterThan(5);
  });

  it('verifies what it hashed, and older parameters too', async () => {
    const older = await weak.hash('correct horse');
    const today = hasher({ memoryKibibytes: 128, passes: 1 });
    expect(await today.verify(older, 'correct horse')).toBe(true);
    expect(await today.verify(older, 'battery staple')).toBe(false);
    expect(today.needsRehash(older)).toBe(true);
    expect(weak.needsRehash(older)).toBe(false);
  });

  it('verifies bcrypt hashes and asks for their renewal', async () => {
    const migrated = await bcrypt('correct horse', 4);
    for (const prefix of ['$2a$', '$2b$', '$2y$']) {
      const stored = migrated.replace('$2b$', prefix);
      expect(await weak.verify(stored, 'correct horse')).toBe(true);
      expect(await weak.verify(stored, 'battery staple')).toBe(false);
      expect(weak.needsRehash(stored)).toBe(true);
    }
  });

  it.each([
    'garbage',
    '',
    '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=',
    '$2b$10$tooshort',
    `$2b$31$${'a'.repeat(53)}`,
    '$argon2id$v=19$m=64,t=1,p=1$abc',
    `$argon2id$v=19$m=99999999,t=1,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}`,
    `$argon2id$v=19$m=64,t=0,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}`,
  ])('fails the login of the stored hash %j without an error', async (stored) => {
    expect(await weak.verify(stored, 'correct horse')).toBe(false);
    expect(weak.needsRehash(stored)).toBe(true);
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
