import { describe, expect, it } from 'vitest';
import '../../test/session-app.js';
import type { Session } from '../session.js';
import { SessionCommittedError, SessionValueError } from '../session.errors.js';
import { fakeSession } from './fake-session.js';

/** What a user's service does with a session. */
async function addItem(session: Session, item: string): Promise<void> {
  await session.update((draft) => void (draft.items = [...(draft.items ?? []), item]));
}

describe('fakeSession', () => {
  it('is the stored session of its data', async () => {
    const data = { userId: 'ada', items: ['a'] };
    const session = fakeSession(data);
    expect({ ...session }).toEqual({ userId: 'ada', items: ['a'] });
    expect(session.id).toMatch(/^[\w-]{43}$/);
    expect(session.ref).toBe(session.id?.slice(0, 8));
    expect(session.createdAt?.getTime()).toBeCloseTo(Date.now(), -4);
    expect(session.version).toBe(1);
    await addItem(session, 'b');
    expect(session.items).toEqual(['a', 'b']);
    expect(session.version).toBe(2);
    expect(data).toEqual({ userId: 'ada', items: ['a'] });
  });

  it('is the session of a guest without data, which is stored when it gets some', async () => {
    const session = fakeSession();
    expect([session.id, session.version, { ...session }]).toEqual([undefined, 0, {}]);
    await addItem(session, 'a');
    expect([session.id !== undefined, session.version, { ...session }]).toEqual([true, 1, { items: ['a'] }]);
  });

  it('gets a new id and keeps its data on regenerate, and loses them with a callback', async () => {
    const session = fakeSession({ items: ['a'] });
    const { id } = session;
    session.note = 'assigned';
    await session.regenerate({ userId: 'ada' });
    expect(session.id).not.toBe(id);
    expect({ ...session }).toEqual({ items: ['a'], note: 'assigned', userId: 'ada' });
    await new Promise<void>((resolve) => void session.regenerate(() => resolve()));
    expect({ ...session }).toEqual({ items: ['a'], note: 'assigned', userId: 'ada' });
  });

  it('gets a new id if its user changes, by the `userId` of the application', async () => {
    const session = fakeSession({ userId: 'ada' }, { userId: (data) => data.userId });
    const { id } = session;
    session.userId = 'bob';
    await session.save();
    expect(session.id).not.toBe(id);
  });

  it('holds nothing after destroy', async () => {
    const session = fakeSession({ userId: 'ada' });
    await session.destroy();
    await session.destroy();
    expect({ ...session, id: session.id }).toEqual({});
    await expect(addItem(session, 'a')).rejects.toThrow(SessionCommittedError);
  });

  it('refuses what a session refuses', async () => {
    expect(() => fakeSession({ items: (() => []) as unknown as string[] })).toThrow(SessionValueError);
    const session = fakeSession({ items: ['a'] });
    expect(() => session.items?.push('b')).toThrow(TypeError);
    expect(() => Object.assign(session, { id: 'x' })).toThrow(SessionValueError);
  });

  it('can be changed in place with expressCompatible', async () => {
    const session = fakeSession({ items: ['a'] }, { expressCompatible: true });
    session.items?.push('b');
    await session.save();
    await session.reload();
    expect(session.items).toEqual(['a', 'b']);
  });

  it('has the cookie of the options', () => {
    const session = fakeSession({ note: 'x' }, { cookie: { name: 'shop', sameSite: 'none' } });
    expect(session.note).toBe('x');
  });
});
