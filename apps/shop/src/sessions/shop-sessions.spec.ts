import { KeyRing, MemorySessionStore, StoredSessions, type SessionBackend } from '@app/session';
import { SealedSessions } from '@app/session/sealed';
import { beforeEach, describe, expect, it } from 'vitest';
import '../session-data.js';
import { SessionEnds } from './session-ends.js';
import { ShopSessions } from './shop-sessions.js';

const keys = new KeyRing([{ id: 'a', secret: Buffer.alloc(32, 1) }]);
const nobody = { cookies: {}, secure: false };

describe('ShopSessions', () => {
  let store: MemorySessionStore;
  let stored: StoredSessions;
  let sealed: SealedSessions;
  let used: SessionBackend;
  let ended: string[];
  let sessions: ShopSessions;
  beforeEach(() => {
    store = new MemorySessionStore();
    stored = new StoredSessions({ store, keys, userId: ({ userId }) => userId });
    sealed = new SealedSessions({ keys, cookie: { name: 'sealed' } });
    used = stored;
    ended = [];
    const ends = new SessionEnds();
    ends.ended.subscribe((id) => ended.push(id));
    sessions = new ShopSessions({ of: () => used }, ends);
  });

  async function begin(data: object) {
    return sessions.commit(await sessions.open(nobody), () => data);
  }

  it('keeps the backend that opened a session, whatever is chosen afterwards', async () => {
    const session = await sessions.open(nobody);
    used = sealed;
    const begun = await sessions.commit(session, () => ({ userId: 'ada' }));
    expect(begun.cookies[0]?.name).toBe('session');
    expect((await sessions.touch(begun)).data).toEqual({ userId: 'ada' });
    expect(sessions.clearCookies(nobody)).toMatchObject([{ name: 'sealed', maxAge: 0 }]);
  });

  it('needs no promise if the backend needs none', () => {
    used = sealed;
    const opened = sessions.open(nobody);
    expect('handle' in opened && 'handle' in sessions.commit(opened, () => ({ userId: 'ada' }))).toBe(true);
  });

  it('returns the same session if nothing changed', async () => {
    const begun = await begin({ userId: 'ada' });
    const opened = await sessions.open({ cookies: { session: begun.cookies[0]!.value }, secure: false });
    expect(opened.data).toEqual({ userId: 'ada' });
    expect(await sessions.touch(opened)).toBe(opened);
    expect(ended).toEqual([]);
  });

  it('announces the ids of sessions that get a new id or are destroyed', async () => {
    const guest = await begin({ roles: [] });
    const ada = await sessions.regenerate(guest, (data) => ({ ...data, userId: 'ada' }));
    const grace = await sessions.commit(ada, () => ({ userId: 'grace' }));
    await sessions.destroy(grace);
    expect(ended).toEqual([guest.info.id, ada.info.id, grace.info.id]);
  });

  it('announces a destroyed session even if the store is unavailable', async () => {
    const session = await begin({ userId: 'ada' });
    store.destroy = () => Promise.reject(new Error('unavailable'));
    await expect(sessions.destroy(session)).rejects.toMatchObject({ code: 'SESSION_STORE_UNAVAILABLE' });
    expect(ended).toEqual([session.info.id]);
  });

  it('reports each opened session to the choice', async () => {
    const seen: number[] = [];
    const choice = {
      of: () => stored,
      opened: (_: unknown, { info }: { info: { version: number } }) => seen.push(info.version),
    };
    await new ShopSessions(choice, new SessionEnds()).open(nobody);
    expect(seen).toEqual([0]);
  });
});
