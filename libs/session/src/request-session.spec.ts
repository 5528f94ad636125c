import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BenchBrowser, SessionBench } from '../test/session-bench.js';
import { messagePackCodec } from './message-pack/index.js';
import { SessionEndedError, SessionStoreUnavailableError, SessionValueError } from './session.errors.js';

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

/** Lets Node report rejections that are not handled. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

let bench: SessionBench;
let browser: BenchBrowser;
beforeEach(async () => {
  bench = new SessionBench();
  browser = new BenchBrowser(bench);
});

async function store(data: object): Promise<void> {
  const request = await browser.request();
  Object.assign(request.session, data);
  await browser.respond(request);
}

describe('RequestSession', () => {
  it('commits nothing after a failed regenerate, whatever follows (B1)', async () => {
    await store({ note: 'planted' });
    const planted = browser.copy();
    const request = await browser.request();
    bench.fail('create', 1);
    await expect(request.session.regenerate()).rejects.toThrow(SessionStoreUnavailableError);
    request.session.userId = 'ada';
    await expect(request.session.update((draft) => void (draft.items = ['x']))).rejects.toThrow(
      SessionStoreUnavailableError,
    );
    await expect(browser.respond(request)).rejects.toThrow(SessionStoreUnavailableError);
    expect(await planted.data()).toEqual({ note: 'planted' });
  });

  it('commits nothing after a failed regenerate in a response that is an error anyway', async () => {
    await store({ note: 'planted' });
    const request = await browser.request();
    bench.fail('write', 1);
    await request.session.regenerate({ userId: 'ada' }).catch(() => undefined);
    request.session.items = ['x'];
    await browser.respond(request, 500);
    expect(await browser.data()).toEqual({ note: 'planted' });
  });

  it('keeps both of two concurrent updates of a guest, in one session (B2)', async () => {
    const request = await browser.request();
    const { session } = request;
    const results = await Promise.all([
      session.update((draft) => (draft.note = 'a')),
      session.update((draft) => (draft.items = ['b'])),
    ]);
    await browser.respond(request);
    expect(results).toEqual(['a', ['b']]);
    expect(await browser.data()).toEqual({ note: 'a', items: ['b'] });
    expect(bench.calls.filter((call) => call === 'create')).toHaveLength(1);
  });

  it.each([false, true])(
    'keeps what is assigned while an update runs (B3, expressCompatible: %s)',
    async (expressCompatible) => {
      await store({ note: 'before' });
      const request = await browser.request({ expressCompatible });
      const { session } = request;
      const updating = session.update((draft) => void (draft.items = ['a']));
      session.note = 'meanwhile';
      await updating;
      expect({ ...session }).toEqual({ note: 'meanwhile', items: ['a'] });
      await browser.respond(request);
      expect(await browser.data()).toEqual({ note: 'meanwhile', items: ['a'] });
    },
  );

  it('stores what was assigned before an update together with it', async () => {
    const request = await browser.request();
    request.session.note = 'assigned';
    await request.session.update((draft) => void (draft.items = [draft.note ?? '']));
    expect(await browser.data()).toEqual({});
    await browser.respond(request);
    expect(await browser.data()).toEqual({ note: 'assigned', items: ['assigned'] });
  });

  it('writes what a failed operation had taken along with the response', async () => {
    await store({ note: 'before' });
    const request = await browser.request();
    request.session.note = 'after';
    bench.fail('write', 1);
    await expect(request.session.save()).rejects.toThrow(SessionStoreUnavailableError);
    await browser.respond(request);
    expect(await browser.data()).toEqual({ note: 'after' });
  });

  it('holds no data and no id after it was destroyed, and can be destroyed twice (B7)', async () => {
    await store({ userId: 'ada' });
    const request = await browser.request();
    const { session } = request;
    await session.destroy();
    await session.destroy();
    expect({ ...session, id: session.id, ref: session.ref, createdAt: session.createdAt }).toEqual({});
    expect(session.version).toBe(0);
    expect(request.session).toBe(session);
    expect(() => (session.userId = 'bob')).toThrow(/was destroyed/);
    await browser.respond(request);
    expect(browser.cookies).toEqual({ session: undefined });
  });

  it('clears the cookie and rejects if the store cannot destroy', async () => {
    await store({ userId: 'ada' });
    const request = await browser.request();
    bench.fail('destroy');
    await expect(request.session.destroy()).rejects.toThrow(SessionStoreUnavailableError);
    expect({ ...request.session }).toEqual({});
    await expect(browser.respond(request)).rejects.toThrow(SessionStoreUnavailableError);
    expect(browser.cookies).toEqual({ session: undefined });
  });

  it('refuses a recipe that returns a promise, by type and at run time (B8)', async () => {
    await store({ note: 'before' });
    const request = await browser.request();
    // @ts-expect-error: the recipe must be synchronous.
    const updating = request.session.update(async (draft) => void (draft.note = 'lost'));
    await expect(updating).rejects.toThrow(SessionValueError);
    // @ts-expect-error: not even sometimes.
    await expect(request.session.update(() => (bench.now ? Promise.resolve() : 1))).rejects.toThrow();
    const untyped = (() => Promise.reject(new Error('late'))) as () => void;
    const rejecting = request.session.update(untyped);
    await expect(rejecting).rejects.toThrow('must be synchronous');
    await browser.respond(request);
    await nextTurn();
    expect(unhandled).toEqual([]);
    expect(await browser.data()).toEqual({ note: 'before' });
  });

  it('refuses a recipe that returns changed data instead of changing its draft', async () => {
    await store({ note: 'before' });
    const { session } = await browser.request();
    const updating = session.update((draft) => ({ ...draft, note: 'lost' }));
    await expect(updating).rejects.toThrow('returned data instead of changing its draft');
    expect(await session.update(() => ({ ok: true }))).toEqual({ ok: true });
    expect(await browser.data()).toEqual({ note: 'before' });
  });

  it('does not try again, with a response that is an error, what save() reported as a fault', async () => {
    const request = await browser.request();
    Object.assign(request.session, { note: () => 'no codec keeps this' });
    await expect(request.session.save()).rejects.toThrow(SessionValueError);
    // It would be the same error, logged a second time.
    await browser.respond(request, 500);
    const other = await browser.request();
    Object.assign(other.session, { note: () => 'no codec keeps this' });
    await expect(browser.respond(other)).rejects.toThrow(SessionValueError);
  });

  it('does not take a Buffer that nobody changed for a change', async () => {
    bench = new SessionBench({ codec: messagePackCodec });
    browser = new BenchBrowser(bench);
    await store({ note: Buffer.from('bytes') });
    const request = await browser.request();
    expect(request.session.note).toEqual(Buffer.from('bytes'));
    await request.session.update(() => undefined);
    await browser.respond(request);
    expect(bench.calls).not.toContain('write');
  });

  it('runs a recipe once if there is no conflict, also when it changes the user (B12)', async () => {
    await store({ note: 'guest' });
    const request = await browser.request();
    let runs = 0;
    await request.session.update((draft) => void (draft.userId = `ada ${++runs}`));
    expect(request.session.userId).toBe('ada 1');
  });

  it('rejects with what a recipe throws, and changes nothing', async () => {
    const request = await browser.request();
    const updating = request.session.update((draft) => {
      draft.note = 'half';
      throw new RangeError('no');
    });
    await expect(updating).rejects.toThrow(RangeError);
    await browser.respond(request);
    expect(await browser.data()).toEqual({});
  });

  it('shows a failure that nobody awaited in the response, never as an unhandled rejection', async () => {
    await store({ note: 'before' });
    const request = await browser.request();
    bench.fail('write', 1);
    void request.session.update((draft) => void (draft.note = 'after'));
    await expect(browser.respond(request)).rejects.toThrow(SessionStoreUnavailableError);
    await nextTurn();
    expect(unhandled).toEqual([]);
  });

  it('leaves a response that is an error as it is', async () => {
    const request = await browser.request();
    bench.fail('create', 1);
    void request.session.update((draft) => void (draft.note = 'x'));
    await browser.respond(request, 404);
    await nextTurn();
    expect(unhandled).toEqual([]);
  });

  it('waits with the response for operations that nobody awaited', async () => {
    const request = await browser.request();
    void request.session.update((draft) => void (draft.note = 'a'));
    void request.session.update((draft) => void (draft.items = ['b']));
    await browser.respond(request);
    expect(await browser.data()).toEqual({ note: 'a', items: ['b'] });
  });

  it('reads the newest data on reload, drops assigned keys, and stays the same object', async () => {
    await store({ note: 'one' });
    const [request, other] = [await browser.request(), await browser.request()];
    const { session } = request;
    session.items = ['dropped'];
    await other.session.update((draft) => void (draft.note = 'two'));
    await session.reload();
    expect({ ...session }).toEqual({ note: 'two' });
    expect(request.session).toBe(session);
    await browser.respond(request);
    expect(await browser.data()).toEqual({ note: 'two' });
  });

  it('gives late requests with a replaced id an error instead of a new cookie (B11)', async () => {
    await store({ note: 'guest' });
    const [login, late] = [browser.copy(), browser.copy()];
    const open = await late.request();
    const request = await login.request();
    await request.session.regenerate({ userId: 'ada' });
    await login.respond(request);
    open.session.note = 'late';
    await expect(late.respond(open)).rejects.toThrow(SessionEndedError);
    const later = await late.request();
    later.session.note = 'later';
    await expect(late.respond(later)).rejects.toThrow(SessionEndedError);
    expect(late.cookies).toEqual(browser.cookies);
    expect(await login.data()).toEqual({ note: 'guest', userId: 'ada' });
  });
});

describe('a session that could not be opened', () => {
  it('throws the reason where data are used, and rejects operations with it', async () => {
    await store({ note: 'x' });
    bench.fail('load');
    const { session } = await browser.request();
    expect(() => session.note).toThrow(SessionStoreUnavailableError);
    expect(() => (session.note = 'y')).toThrow(SessionStoreUnavailableError);
    await expect(session.update(() => 1)).rejects.toThrow(SessionStoreUnavailableError);
    await expect(session.regenerate()).rejects.toThrow(SessionStoreUnavailableError);
  });

  it('lets a response pass that does not need it, and fails one that wrote without waiting', async () => {
    await store({ note: 'x' });
    bench.fail('load');
    await browser.respond(await browser.request());
    const request = await browser.request();
    void request.session.save();
    await expect(browser.respond(request)).rejects.toThrow(SessionStoreUnavailableError);
  });

  it('is opened by a reload when the store is back', async () => {
    await store({ note: 'x' });
    bench.fail('load');
    const request = await browser.request();
    bench.heal();
    await request.session.reload();
    expect({ ...request.session }).toEqual({ note: 'x' });
  });
});
