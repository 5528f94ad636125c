import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import '../../test/session-app.js';
import { KeyRing } from '../encryption/key-ring.js';
import { SessionsNotListableError, SessionStoreUnavailableError } from '../session.errors.js';
import { Sessions } from '../sessions.js';
import { MemorySessionStore } from '../store/memory-session.store.js';
import type { ListedSession, SessionKey, SessionStore } from '../store/session-store.js';
import { StoredSessions } from './stored-sessions.js';

/** A store in memory with an index of users. */
function listableStore(): SessionStore {
  const memory = new MemorySessionStore();
  const keys: SessionKey[] = [];
  const of = (tag: string) => keys.filter((key) => key.tag === tag);
  return {
    capabilities: { ...memory.capabilities, listable: true },
    now: () => memory.now(),
    load: (key) => memory.load(key),
    create: (key, ...args) => {
      keys.push(key);
      return memory.create(key, ...args);
    },
    compareAndSet: (...args) => memory.compareAndSet(...args),
    touch: (...args) => memory.touch(...args),
    destroy: (...args) => memory.destroy(...args),
    list: async (tag) =>
      of(tag).flatMap((key): ListedSession[] => {
        const session = memory.load(key);
        return session ? [{ hash: key.hash, session }] : [];
      }),
    destroyAll: async (tag, except) => {
      const doomed = of(tag).filter(({ hash }) => hash !== except);
      const results = await Promise.all(doomed.map((key) => memory.destroy(key)));
      return results.filter(({ outcome }) => outcome === 'destroyed').length;
    },
  };
}

const one = { id: '1', secret: randomBytes(32) };
const two = { id: '2', secret: randomBytes(32) };
const userId = (data: { userId?: string }) => data.userId;

async function signIn(sessions: StoredSessions) {
  const guest = await sessions.open({ cookies: {}, secure: false });
  return sessions.commit(guest, () => ({ userId: 'ada' }));
}

describe("a user's sessions", () => {
  it('are listed and limited despite one that cannot be read (B13)', async () => {
    const store = listableStore();
    const options = { store, userId, maxSessionsPerUser: 2 };
    const before = new StoredSessions({ ...options, keys: new KeyRing([one]) });
    const after = new StoredSessions({ ...options, keys: new KeyRing([two, one]) });
    const begun = await signIn(before);
    const readable = await signIn(before);
    // A replica whose key ring was rotated encrypts one of them with a key that the other does not have.
    const cookies = { session: begun.cookies[0]?.value };
    await after.commit(await after.open({ cookies, secure: false }), (data) => ({ ...data, note: 'x' }));
    expect((await before.users.list('ada')).map(({ id }) => id)).toEqual([readable.info.id]);
    expect((await after.users.list('ada')).map(({ id }) => id)).toContain(begun.info.id);
    const third = await signIn(before);
    expect((await before.users.list('ada')).map(({ id }) => id)).toContain(third.info.id);
  });

  it('are refused for a store without an index', async () => {
    const keys = new KeyRing([one]);
    const sessions = new Sessions(new StoredSessions({ store: new MemorySessionStore(), keys, userId }));
    for (const asking of [sessions.list('ada'), sessions.revoke('ada', 'x'), sessions.revokeAll('ada')])
      await expect(asking).rejects.toThrow(SessionsNotListableError);
  });

  it('are counted without the notes of replaced ids when all are revoked', async () => {
    const sessions = new StoredSessions({ store: listableStore(), userId, keys: new KeyRing([one]) });
    await sessions.regenerate(await signIn(sessions), (data) => data);
    await signIn(sessions);
    expect(await sessions.users.revokeAll('ada')).toBe(2);
    expect(await sessions.users.list('ada')).toEqual([]);
  });

  it('lose none to a login that fails, and the oldest to one that succeeds', async () => {
    const store = listableStore();
    const keys = new KeyRing([one]);
    const sessions = new StoredSessions({ store, userId, keys, maxSessionsPerUser: 1 });
    const { info: present } = await signIn(sessions);
    const nobody = { cookies: {}, secure: false };
    const guest = await sessions.commit(await sessions.open(nobody), () => ({ note: 'guest' }));
    const logIn = () => sessions.regenerate(guest, (data) => ({ ...data, userId: 'ada' }));
    const { compareAndSet } = store;
    store.compareAndSet = () => Promise.reject(new Error('refused'));
    await expect(logIn()).rejects.toThrow(SessionStoreUnavailableError);
    expect((await sessions.users.list('ada')).map(({ id }) => id)).toEqual([present.id]);
    store.compareAndSet = compareAndSet;
    const { info } = await logIn();
    expect((await sessions.users.list('ada')).map(({ id }) => id)).toEqual([info.id]);
  });
});
