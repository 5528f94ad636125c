import { beforeEach, describe, expect, it } from 'vitest';
import { SessionBench } from '../test/session-bench.js';
import { RequestSession } from './request-session.js';
import { SessionStoreUnavailableError, SessionValueError } from './session.errors.js';
import { Sessions } from './sessions.js';

let bench: SessionBench;
let sessions: Sessions;
beforeEach(() => {
  bench = new SessionBench();
  sessions = new Sessions(bench.backend);
});

/** Stores a session, and returns the header by which a browser names it. */
async function cookieHeader(data: object, secure: boolean): Promise<string> {
  const request = new RequestSession(bench.backend, { cookies: {}, secure });
  await request.open();
  Object.assign(request.session, data);
  await request.commit();
  return request
    .takeCookies()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

describe('Sessions.open', () => {
  it.each([false, true])('opens, updates and saves the session of a handshake (TLS: %s)', async (secure) => {
    const header = `theme=dark; ${await cookieHeader({ userId: 'ada' }, secure)}`;
    const session = await sessions.open(header);
    expect(session.userId).toBe('ada');
    await session.update((draft) => void (draft.items = ['a']));
    session.note = 'assigned';
    await session.save();
    const again = await sessions.open(header, { secure });
    expect({ ...again }).toEqual({ userId: 'ada', items: ['a'], note: 'assigned' });
  });

  it('takes a cookie of plain HTTP for none if the handshake came over TLS', async () => {
    const header = await cookieHeader({ userId: 'ada' }, false);
    expect((await sessions.open(header, { secure: true })).userId).toBeUndefined();
    expect((await sessions.open(`__Host-other=1; ${header}`)).userId).toBeUndefined();
  });

  it.each([undefined, '', 'junk', 'session=junk'])('is empty for the header %j', async (header) => {
    const session = await sessions.open(header);
    expect({ ...session, id: session.id }).toEqual({});
  });

  it('begins no session, and changes no id', async () => {
    await expect((await sessions.open(undefined)).update((draft) => void (draft.note = 'x'))).rejects.toThrow(
      SessionValueError,
    );
    const header = await cookieHeader({ userId: 'ada' }, false);
    const session = await sessions.open(header);
    await expect(session.regenerate({ note: 'x' })).rejects.toThrow(SessionValueError);
    await expect(
      (await sessions.open(header)).update((draft) => void (draft.userId = 'bob')),
    ).rejects.toThrow('no session begins or changes its id');
    expect({ ...(await sessions.open(header)) }).toEqual({ userId: 'ada' });
  });

  it('destroys a session', async () => {
    const header = await cookieHeader({ userId: 'ada' }, false);
    await (await sessions.open(header)).destroy();
    expect({ ...(await sessions.open(header)) }).toEqual({});
  });

  it('rejects if the store is unavailable', async () => {
    const header = await cookieHeader({ userId: 'ada' }, false);
    bench.fail('load');
    await expect(sessions.open(header)).rejects.toThrow(SessionStoreUnavailableError);
  });
});
