import { describe, expect, it } from 'vitest';
import { MemorySessionStore } from '../store/memory-session.store.js';
import { StoredSessions } from './stored-sessions.js';

const keys = `1:${Buffer.alloc(32).toString('base64')}`;

describe('StoredSessions', () => {
  it('keeps the session if the reply to a change of its id is lost', async () => {
    const store = new MemorySessionStore();
    const sessions = new StoredSessions({ store, keys });
    const nobody = { cookies: {}, secure: false };
    const begun = await sessions.commit(await sessions.open(nobody), () => ({ note: 'kept' }));
    const { compareAndSet } = store;
    store.compareAndSet = async (...args) => {
      await compareAndSet.apply(store, args);
      throw new Error('The reply came too late.');
    };
    const { cookies, data } = await sessions.regenerate(begun, (current) => current);
    expect(data).toEqual({ note: 'kept' });
    const browser = { ...nobody, cookies: { session: cookies[0]!.value } };
    expect((await sessions.open(browser)).data).toEqual({ note: 'kept' });
    expect(store.size).toBe(2);
  });
});
