import { describe, expect, it } from 'vitest';
import type { Client } from 'pg';
import { seedAdmin } from './admin.mjs';

/** A database without accounts that notes what is written. */
function emptyDatabase() {
  const written: unknown[] = [];
  const query = (text: string, values: unknown[]) => {
    if (text.startsWith('INSERT')) written.push(values);
    return Promise.resolve({ rows: [] });
  };
  return { written, connection: { query } as unknown as Client };
}

describe('the password of the seeded administrator', () => {
  it.each(['password', 'Admin@Example.com', 'short', ' '.repeat(12), 'qwertyuiop'])(
    'is refused if it is %j',
    async (password) => {
      const { written, connection } = emptyDatabase();
      await expect(seedAdmin(connection, 'admin@example.com', password)).rejects.toThrow(
        /set one of at least 8/,
      );
      expect(written).toEqual([]);
    },
  );

  it('is hashed if the policy allows it', async () => {
    const { written, connection } = emptyDatabase();
    await seedAdmin(connection, 'admin@example.com', 'correct horse battery staple');
    expect(written).toEqual([
      ['admin@example.com', expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)],
    ]);
  });
});
