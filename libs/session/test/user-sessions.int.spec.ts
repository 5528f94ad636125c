import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  KeyRing,
  MemorySessionStore,
  RedisSessionStore,
  SessionEndedError,
  Sessions,
  SessionsNotListableError,
  StoredSessions,
  type OpenedSession,
  type SessionRequest,
} from '../src/index.js';
import { RedisServer } from './redis-server.js';
import './session-app.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const [first, second] = ['a', 'b'].map((id) => ({ id, secret: randomBytes(32) }));
const noCookies: SessionRequest = { cookies: {}, secure: false };

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

function sessionsWith(...keys: (typeof first)[]): StoredSessions {
  const store = new RedisSessionStore({ redis: server.connect() });
  return new StoredSessions({
    store,
    keys: new KeyRing(keys.map((key) => key!)),
    userId: ({ userId }) => userId,
  });
}

async function signIn(sessions: StoredSessions, userId: string, browser = 'Firefox'): Promise<OpenedSession> {
  const request = { ...noCookies, device: { browser } };
  return sessions.commit(await sessions.open(request), () => ({ userId }));
}

function cookieOf(opened: OpenedSession): SessionRequest {
  return { cookies: { session: opened.cookies[0]!.value }, secure: false };
}

describe('Sessions', () => {
  it('finds the sessions of a user whose id is a number', async () => {
    const userId = (data: { items?: string[] }) => data.items?.length;
    const store = new RedisSessionStore({ redis: server.connect() });
    const backend = new StoredSessions({ store, keys: new KeyRing([first!]), userId });
    await backend.commit(await backend.open(noCookies), () => ({ items: ['one'] }));
    const sessions = new Sessions(backend);
    const [{ id } = { id: '' }] = await sessions.list(1);
    expect(await sessions.revoke(1, id)).toBe(true);
    expect(await sessions.revokeAll(1)).toBe(0);
  });
});

describe('the sessions of a user', () => {
  let sessions: StoredSessions;
  let ada: string;
  beforeEach(() => {
    sessions = sessionsWith(first);
    ada = `ada ${randomBytes(4).toString('hex')}`;
  });

  it('are listed with their devices and times, and with the id of the open session', async () => {
    const mine = await signIn(sessions, ada, 'Firefox');
    await signIn(sessions, ada, 'Chrome');
    await signIn(sessions, `${ada} the other`);
    const listed = await sessions.users.list(ada);
    expect(listed.map(({ device }) => device['browser']).sort()).toEqual(['Chrome', 'Firefox']);
    const current = listed.find(({ id }) => id === mine.info.id)!;
    expect(current).toMatchObject({ device: { browser: 'Firefox' }, createdAt: mine.info.createdAt });
    expect(current.lastSeenAt).toBeGreaterThanOrEqual(current.createdAt);
    expect(cookieOf(mine).cookies['session']).not.toContain(current.id);
  });

  it('are revoked one by one, and only by their own user', async () => {
    const [mine, other] = [await signIn(sessions, ada), await signIn(sessions, ada)];
    expect(await sessions.users.revoke(`${ada} the other`, mine.info.id!)).toBe(false);
    expect(await sessions.users.revoke(ada, mine.info.id!)).toBe(true);
    expect(await sessions.users.revoke(ada, mine.info.id!)).toBe(false);
    expect((await sessions.open(cookieOf(mine))).data).toEqual({});
    expect((await sessions.open(cookieOf(other))).data).toEqual({ userId: ada });
  });

  it('are revoked all at once, except for one', async () => {
    const opened = await Promise.all([1, 2, 3].map(() => signIn(sessions, ada)));
    expect(await sessions.users.revokeAll(ada, { except: opened[1]!.info.id })).toBe(2);
    expect((await sessions.users.list(ada)).map(({ id }) => id)).toEqual([opened[1]!.info.id]);
    expect(await sessions.users.revokeAll(ada)).toBe(1);
    expect(await sessions.users.list(ada)).toEqual([]);
  });

  it('cannot escape a revocation by changing their id at the same time', async () => {
    const mine = await signIn(sessions, ada);
    const sameTab = await sessions.open(cookieOf(mine));
    await sessions.users.revokeAll(ada);
    const renewal = sessions.regenerate(sameTab, (data) => ({ ...data, note: 'still here' }));
    await expect(renewal).rejects.toThrow(SessionEndedError);
    expect(await sessions.users.list(ada)).toEqual([]);
  });

  it('are found under every key of a ring in rotation', async () => {
    const old = await signIn(sessions, ada);
    const rotated = sessionsWith(second, first);
    const young = await signIn(rotated, ada);
    expect((await rotated.users.list(ada)).map(({ id }) => id).sort()).toEqual(
      [old.info.id, young.info.id].sort(),
    );
    expect(await rotated.users.revoke(ada, old.info.id!)).toBe(true);
    expect(await rotated.users.revokeAll(ada)).toBe(1);
  });

  it('are refused by a store without an index', async () => {
    const sessions = new StoredSessions({ store: new MemorySessionStore(), keys: new KeyRing([first!]) });
    for (const attempt of [
      sessions.users.list(ada),
      sessions.users.revoke(ada, 'x'),
      sessions.users.revokeAll(ada),
    ])
      await expect(attempt).rejects.toThrow(SessionsNotListableError);
  });
});
