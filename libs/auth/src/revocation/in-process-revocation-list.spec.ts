import { describe, expect, it } from 'vitest';
import { InProcessRevocationList } from './in-process-revocation-list.js';

const later = Date.now() / 1000 + 300;
const login = { userId: 'ada', authenticatedAt: 1000 };

describe('InProcessRevocationList', () => {
  it('knows a token by its id, a family by its own', async () => {
    const list = new InProcessRevocationList();
    await list.revokeToken('t1', later);
    await list.revokeFamily('f1', later);
    expect(list.isRevoked({ ...login, tokenId: 't1' })).toBe(true);
    expect(list.isRevoked({ ...login, tokenId: 't2', familyId: 'f1' })).toBe(true);
    expect(list.isRevoked({ ...login, tokenId: 't2', familyId: 'f2' })).toBe(false);
  });

  it('ends a user’s logins before a moment and not after it', async () => {
    const list = new InProcessRevocationList();
    await list.revokeUser('ada', 1000.5, later);
    expect(list.isRevoked(login)).toBe(true);
    expect(list.isRevoked({ ...login, authenticatedAt: 1000.5 })).toBe(false);
    expect(list.isRevoked({ ...login, userId: 'eve' })).toBe(false);
  });

  it('keeps the latest moment, whichever is heard of last', async () => {
    const list = new InProcessRevocationList();
    await list.revokeUser('ada', 2000, later);
    await list.revokeUser('ada', 500, later);
    expect(list.isRevoked(login)).toBe(true);
  });

  it('tells listeners what was ended, once it knows of it, until they stop listening', async () => {
    const list = new InProcessRevocationList();
    const told: unknown[] = [];
    const stop = list.onRevocation((revocation) =>
      told.push({ ...revocation, known: list.isRevoked(login) }),
    );
    await list.revokeFamily('f1', later);
    await list.revokeUser('ada', 2000, later);
    stop();
    await list.revokeToken('t1', later);
    expect(told).toEqual([
      { kind: 'family', id: 'f1', known: false },
      { kind: 'user', id: 'ada', known: true },
    ]);
  });

  it('forgets what has expired by itself, and only that', async () => {
    const list = new InProcessRevocationList();
    await list.revokeToken('old', 1);
    await list.revokeToken('new', later);
    for (let count = 0; count < 1000; count += 1) await list.revokeToken(`other ${count}`, later);
    expect(list.isRevoked({ ...login, tokenId: 'old' })).toBe(false);
    expect(list.isRevoked({ ...login, tokenId: 'new' })).toBe(true);
  });
});
