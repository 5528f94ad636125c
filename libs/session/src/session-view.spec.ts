import { beforeEach, describe, expect, it } from 'vitest';
import { BenchBrowser, SessionBench } from '../test/session-bench.js';
import type { RequestSession, RequestSessionOptions } from './request-session.js';
import type { Session, SessionControls, SessionData } from './session.js';
import { SessionCommittedError, SessionStoreUnavailableError, SessionValueError } from './session.errors.js';

let bench: SessionBench;
let browser: BenchBrowser;
beforeEach(() => {
  bench = new SessionBench();
  browser = new BenchBrowser(bench);
});

async function store(data: object): Promise<void> {
  const request = await browser.request();
  Object.assign(request.session, data);
  await browser.respond(request);
}

/** Each ends a request, so that names are tried alone. */
async function tryOn(use: (session: Session) => unknown): Promise<unknown> {
  const request = await browser.request();
  try {
    await use(request.session);
    await browser.respond(request);
    return undefined;
  } catch (error) {
    return error;
  }
}

const RESERVED = [
  ...['id', 'ref', 'createdAt', 'version', 'update', 'save', 'regenerate', 'touch', 'reload', 'destroy'],
  '__proto__',
];
const withKey = (key: string) => JSON.parse(`{ ${JSON.stringify(key)}: { "a": 1 } }`) as object;

const WRITES: [string, (session: Session, key: string) => unknown][] = [
  ['an assignment', (session, key) => Reflect.set(session, key, 'x')],
  ['Object.assign', (session, key) => Object.assign(session, withKey(key))],
  ['defineProperty', (session, key) => Object.defineProperty(session, key, { value: 'x' })],
  ['delete', (session, key) => Reflect.deleteProperty(session, key)],
  ['an update', (session, key) => session.update((draft) => void Object.assign(draft, withKey(key)))],
  ['a patch of regenerate', (session, key) => session.regenerate(withKey(key))],
];

describe('reserved names of a session (B5)', () => {
  it.each(WRITES)('are refused in %s, before anything is written', async (_way, write) => {
    await store({ note: 'stored' });
    for (const key of RESERVED) {
      bench.calls.length = 0;
      expect([key, await tryOn((session) => write(session, key))]).toEqual([
        key,
        expect.any(SessionValueError),
      ]);
      expect([key, ...bench.calls]).toEqual([key, 'load']);
    }
    expect(await browser.data()).toEqual({ note: 'stored' });
    expect(Object.prototype).not.toHaveProperty('a');
  });

  it('are refused by type', () => {
    const refused = (session: Session): void => {
      // @ts-expect-error: read-only.
      session.id = 'x';
      // @ts-expect-error: no key of SessionData.
      void session.update((draft) => void (draft.id = 'x'));
      // @ts-expect-error: no key of SessionData.
      void session.regenerate({ version: 5 });
    };
    expect(refused).toBeTypeOf('function');
    // The type of `Session` for an application that declares a reserved key, as in session.ts.
    type SessionOf<Data> = [Extract<keyof Data, keyof SessionControls>] extends [never]
      ? Session
      : 'reserved';
    const reserved: SessionOf<SessionData & { id: string }> = 'reserved';
    const allowed: SessionOf<SessionData> extends Session ? true : never = true;
    expect([reserved, allowed]).toEqual(['reserved', true]);
  });

  it('leave other names of Object.prototype for data', async () => {
    await store({ constructor: 'a', toString: 'b', hasOwnProperty: 'c', valueOf: 'd' });
    expect(await browser.data()).toEqual({
      constructor: 'a',
      toString: 'b',
      hasOwnProperty: 'c',
      valueOf: 'd',
    });
  });
});

describe('a session object', () => {
  it('is a plain view of its data', async () => {
    await store({ note: 'x', items: ['a'] });
    const { session } = await browser.request();
    expect(Object.keys(session)).toEqual(['note', 'items']);
    expect(JSON.stringify(session)).toBe('{"note":"x","items":["a"]}');
    const seen: string[] = [];
    for (const key in session) seen.push(key);
    expect(seen).toEqual(['note', 'items']);
    expect('id' in session && 'update' in session).toBe(true);
  });

  it('cannot be frozen, get another prototype, or hold an accessor', async () => {
    const { session } = await browser.request();
    expect(() => Object.freeze(session)).toThrow(TypeError);
    expect(() => Object.setPrototypeOf(session, {})).toThrow(TypeError);
    expect(() => Object.defineProperty(session, 'note', { get: () => 'x' })).toThrow(SessionValueError);
  });

  it('refuses to change what was read in place, without expressCompatible', async () => {
    await store({ items: ['a'] });
    const { session } = await browser.request();
    expect(() => session.items?.push('b')).toThrow(TypeError);
  });

  it('stores what was changed in place, with expressCompatible, and shares nothing', async () => {
    await store({ items: ['a'] });
    const [request, other] = [
      await browser.request({ expressCompatible: true }),
      await browser.request({ expressCompatible: true }),
    ];
    request.session.items?.push('b');
    expect(other.session.items).toEqual(['a']);
    await browser.respond(request);
    await browser.respond(other);
    expect(await browser.data()).toEqual({ items: ['a', 'b'] });
  });
});

type Call = (session: Session, callback: (error?: unknown) => void) => unknown;

const CALLS: [string, Call][] = [
  ['save', (session, callback) => session.save(callback)],
  ['regenerate', (session, callback) => session.regenerate(callback)],
  ['reload', (session, callback) => session.reload(callback)],
  ['destroy', (session, callback) => session.destroy(callback)],
];

const called = (call: Call, session: Session) =>
  new Promise<unknown[]>((resolve) => call(session, (...args) => resolve(args)));

describe.each<[string, RequestSessionOptions]>([
  ['without expressCompatible', {}],
  ['with expressCompatible', { expressCompatible: true }],
])('callbacks of a session %s (C2)', (_mode, options) => {
  let request: RequestSession;
  beforeEach(async () => {
    await store({ note: 'stored' });
    request = await browser.request(options);
  });

  it.each(CALLS)('%s calls back without an error', async (_name, call) => {
    expect(await called(call, request.session)).toEqual([]);
    await browser.respond(request);
  });

  it.each(CALLS)('%s calls back with the error of the store', async (_name, call) => {
    request.session.note = 'new';
    for (const operation of ['load', 'create', 'write', 'destroy'] as const) bench.fail(operation);
    expect(await called(call, request.session)).toEqual([expect.any(SessionStoreUnavailableError)]);
    await expect(browser.respond(request)).rejects.toThrow(SessionStoreUnavailableError);
  });

  it.each(CALLS)(
    '%s calls back with the error of a session that could not be opened',
    async (_name, call) => {
      bench.fail('load');
      const unavailable = (await browser.request(options)).session;
      expect(await called(call, unavailable)).toEqual([expect.any(SessionStoreUnavailableError)]);
    },
  );

  it.each(CALLS)('%s calls back with the error after the response', async (_name, call) => {
    await browser.respond(request);
    expect(await called(call, request.session)).toEqual([expect.any(SessionCommittedError)]);
  });

  it('save calls back with the key of a value that cannot be stored', async () => {
    Object.assign(request.session, { broken: () => 1 });
    const [error] = await called((session, callback) => session.save(callback), request.session);
    expect(error).toBeInstanceOf(SessionValueError);
    expect(String(error)).toContain('"broken"');
  });

  it('regenerate gives the request a new object without data, and a new id', async () => {
    const before = request.session;
    const thief = browser.copy();
    before.items = ['not stored'];
    await called((session, callback) => session.regenerate(callback), before);
    const after = request.session;
    expect(after).not.toBe(before);
    expect({ ...after }).toEqual({});
    expect({ ...before }).toEqual({ note: 'stored', items: ['not stored'] });
    after.userId = 'ada';
    await called((session, callback) => session.save(callback), after);
    await browser.respond(request);
    expect(await browser.data()).toEqual({ userId: 'ada' });
    expect(await thief.data()).toEqual({});
  });
});
