import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  KeyRing,
  MemorySessionStore,
  RedisSessionStore,
  SessionEndedError,
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
    userOf: ({ userId }) => userId,
  });
}

async function signIn(sessions: StoredSessions, userId: string, browser = 'Firefox'): Promise<OpenedSession> {
  const request = { ...noCookies, device: { browser } };
  return sessions.commit(request, await sessions.open(request), () => ({ userId }));
}

function cookieOf(opened: OpenedSession): SessionRequest {
  return { cookies: { session: opened.cookies[0]!.value }, secure: false };
}

describe('the sessions of a user', () => {
  let sessions: StoredSessions;
  let ada: string;
  beforeEach(() => {
    sessions = sessionsWith(first);
    ada = `ada ${randomBytes(4).toString('hex')}`;
  });

  it('are listed with their devices and times, and with the id that the open session has', async () => {
    const mine = await signIn(sessions, ada, 'Firefox');
    await signIn(sessions, ada, 'Chrome');
    await signIn(sessions, `${ada} the other`);
    const listed = await sessions.list(ada);
    expect(listed.map(({ device }) => device['browser']).sort()).toEqual(['Chrome', 'Firefox']);
    const current = listed.find(({ id }) => id === mine.info.id)!;
    expect(current).toMatchObject({ device: { browser: 'Firefox' }, createdAt: mine.info.createdAt });
    expect(current.lastSeenAt).toBeGreaterThanOrEqual(current.createdAt);
    expect(cookieOf(mine).cookies['session']).not.toContain(current.id);
  });

  it('are ended one by one, and only by their own user', async () => {
    const [mine, other] = [await signIn(sessions, ada), await signIn(sessions, ada)];
    expect(await sessions.endOne(`${ada} the other`, mine.info.id!)).toBe(false);
    expect(await sessions.endOne(ada, mine.info.id!)).toBe(true);
    expect(await sessions.endOne(ada, mine.info.id!)).toBe(false);
    expect((await sessions.open(cookieOf(mine))).data).toEqual({});
    expect((await sessions.open(cookieOf(other))).data).toEqual({ userId: ada });
  });

  it('are ended all at once, but for the one to keep', async () => {
    const opened = await Promise.all([1, 2, 3].map(() => signIn(sessions, ada)));
    expect(await sessions.endAll(ada, opened[1]!.info.id)).toBe(2);
    expect((await sessions.list(ada)).map(({ id }) => id)).toEqual([opened[1]!.info.id]);
    expect(await sessions.endAll(ada)).toBe(1);
    expect(await sessions.list(ada)).toEqual([]);
  });

  it('do not slip away from being ended by changing their id at that moment', async () => {
    const mine = await signIn(sessions, ada);
    const sameTab = await sessions.open(cookieOf(mine));
    await sessions.endAll(ada);
    const renewal = sessions.renew(cookieOf(mine), sameTab, (data) => ({ ...data, note: 'still here' }));
    await expect(renewal).rejects.toThrow(SessionEndedError);
    expect(await sessions.list(ada)).toEqual([]);
  });

  it('are found under every key of a ring in rotation', async () => {
    const old = await signIn(sessions, ada);
    const rotated = sessionsWith(second, first);
    const young = await signIn(rotated, ada);
    expect((await rotated.list(ada)).map(({ id }) => id).sort()).toEqual([old.info.id, young.info.id].sort());
    expect(await rotated.endOne(ada, old.info.id!)).toBe(true);
    expect(await rotated.endAll(ada)).toBe(1);
  });

  it('are not asked of a store that cannot list them', async () => {
    const sessions = new StoredSessions({ store: new MemorySessionStore(), keys: new KeyRing([first!]) });
    expect(sessions.capabilities.listable).toBe(false);
    for (const attempt of [sessions.list(ada), sessions.endOne(ada, 'x'), sessions.endAll(ada)])
      await expect(attempt).rejects.toThrow(SessionsNotListableError);
  });
});
