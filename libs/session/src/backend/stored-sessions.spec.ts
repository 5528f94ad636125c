import { beforeEach, describe, expect, it } from 'vitest';
import { BenchBrowser, SessionBench } from '../../test/session-bench.js';
import type { Session } from '../session.js';
import { SessionStoreUnavailableError } from '../session.errors.js';
import { unchanged } from '../session-backend.js';

const MINUTE = 60_000;

let bench: SessionBench;
let browser: BenchBrowser;
beforeEach(() => {
  bench = new SessionBench({ idleSeconds: 20 * 60, absoluteSeconds: 60 * 60 });
  browser = new BenchBrowser(bench);
});

/** One request with a handler. */
async function handle(handler: (session: Session) => unknown): Promise<void> {
  const request = await browser.request();
  await handler(request.session);
  await browser.respond(request);
}

/** Lets time pass with a request every 10 minutes, so that the session is never idle. */
async function use(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 10) {
    bench.now += 10 * MINUTE;
    await handle(() => undefined);
  }
}

describe('StoredSessions: the absolute timeout', () => {
  it('continues across regenerate, however often (B6)', async () => {
    await handle((session) => session.regenerate({ userId: 'ada' }));
    const began = (await browser.request()).session.createdAt;
    for (let round = 0; round < 5; round++) {
      await use(10);
      await handle((session) => session.regenerate());
    }
    expect((await browser.request()).session.createdAt).toEqual(began);
    expect(await browser.data()).toEqual({ userId: 'ada' });
    await use(10);
    expect(await browser.data()).toEqual({});
  });

  it.each<[string, (session: Session) => unknown]>([
    ['a guest signs in', (session) => session.regenerate({ userId: 'ada' })],
    ['an assignment signs a guest in', (session) => (session.userId = 'ada')],
    ['an update signs a guest in', (session) => session.update((draft) => void (draft.userId = 'ada'))],
  ])('begins again when %s, under a new id (B6)', async (_how, signIn) => {
    await handle((session) => (session.note = 'guest'));
    await use(50);
    const thief = browser.copy();
    await handle(signIn);
    expect((await browser.request()).session.createdAt).toEqual(new Date(bench.now));
    expect(await thief.data()).toEqual({});
    await use(50);
    expect(await browser.data()).toEqual({ note: 'guest', userId: 'ada' });
  });

  it('sets the cookie for what is left of it', async () => {
    await handle((session) => session.regenerate({ userId: 'ada' }));
    await use(30);
    const request = await browser.request();
    await request.session.regenerate();
    await request.commit();
    expect(request.takeCookies()).toMatchObject([{ name: 'session', maxAge: 30 * 60 }]);
  });
});

describe('StoredSessions: the idle timeout', () => {
  it('is reset by reads, at most once a quarter of it', async () => {
    await handle((session) => (session.note = 'x'));
    await handle(() => undefined);
    bench.now += 4 * MINUTE;
    await handle(() => undefined);
    expect(bench.calls).not.toContain('touch');
    bench.now += 2 * MINUTE;
    await handle(() => undefined);
    expect(bench.calls).toContain('touch');
  });

  it('does not fail a read if the store refuses writes (B4)', async () => {
    await handle((session) => (session.note = 'x'));
    bench.now += 15 * MINUTE;
    bench.fail('touch');
    await handle((session) => expect(session.note).toBe('x'));
    expect(bench.calls).toContain('touch');
    await expect(handle((session) => session.touch())).rejects.toThrow(SessionStoreUnavailableError);
    bench.heal();
    await handle(() => undefined);
    bench.now += 19 * MINUTE;
    expect(await browser.data()).toEqual({ note: 'x' });
  });

  it('is reset by a touch of a session that others have written meanwhile', async () => {
    await handle((session) => (session.note = 'x'));
    const socket = await bench.backend.open({ cookies: browser.cookies, secure: false, cookieless: true });
    await handle((session) => (session.note = 'y'));
    for (let round = 0; round < 2; round++) {
      bench.now += 15 * MINUTE;
      await bench.backend.touch(socket);
    }
    expect(await browser.data()).toEqual({ note: 'y' });
  });

  it('of the note that is left of a replaced id is not reset, by a touch or a request', async () => {
    await handle((session) => (session.note = 'x'));
    const old = { cookies: browser.cookies, secure: false };
    bench.now += 6 * MINUTE;
    const late = await bench.backend.open(old);
    await handle((session) => session.regenerate());
    bench.now += 9_000;
    await bench.backend.touch(late);
    await bench.backend.commit(late, unchanged);
    bench.now += 2_000;
    // The id is unknown again, so it may begin a session; while the note lives, that is refused.
    const unknown = await bench.backend.open(old);
    const begun = await bench.backend.commit(unknown, () => ({ note: 'new' }));
    expect(begun.data).toEqual({ note: 'new' });
  });
});

describe('StoredSessions: a browser that sends two live sessions under one name', () => {
  let other: BenchBrowser;
  beforeEach(async () => {
    other = new BenchBrowser(bench);
    for (const [owner, userId] of [
      [browser, 'ada'],
      [other, 'mallory'],
    ] as const) {
      const request = await owner.request();
      request.session.userId = userId;
      await owner.respond(request);
    }
  });

  const openBoth = () => {
    const values = [browser, other].map(({ cookies }) => cookies['session']);
    const cookieHeader = values.map((value) => `session=${value}`).join('; ');
    return bench.backend.open({ cookies: { session: values[0] }, cookieHeader, secure: false });
  };

  it('loses both at a logout', async () => {
    await bench.backend.destroy(await openBoth());
    expect([await browser.data(), await other.data()]).toEqual([{}, {}]);
  });

  it('loses the other at a login', async () => {
    const grace = await bench.backend.regenerate(await openBoth(), () => ({ userId: 'grace' }));
    expect(await other.data()).toEqual({});
    browser.cookies = { session: grace.cookies[0]?.value };
    expect(await browser.data()).toEqual({ userId: 'grace' });
  });

  it('keeps both while it only reads and writes', async () => {
    await bench.backend.commit(await openBoth(), (data) => ({ ...data, note: 'x' }));
    expect([await browser.data(), await other.data()]).toEqual([
      { userId: 'ada', note: 'x' },
      { userId: 'mallory' },
    ]);
  });

  it('loses neither where the store refuses to destroy the other one at a login', async () => {
    const both = await openBoth();
    bench.fail('destroy');
    await expect(bench.backend.regenerate(both, () => ({ userId: 'grace' }))).rejects.toThrow(
      SessionStoreUnavailableError,
    );
    bench.heal();
    expect([await browser.data(), await other.data()]).toEqual([{ userId: 'ada' }, { userId: 'mallory' }]);
  });
});
