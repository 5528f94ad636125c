import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { StoredSessions } from './backend/stored-sessions.js';
import { RequestSession, type RequestSessionOptions } from './request-session.js';
import type { Session } from './session.js';
import { SessionCommittedError, SessionStoreUnavailableError, SessionValueError } from './session.errors.js';
import { MemorySessionStore } from './store/memory-session.store.js';

type Data = Record<string, unknown>;

const keys = `1:${Buffer.alloc(32).toString('base64')}`;

async function begin(options?: RequestSessionOptions) {
  const backend = new StoredSessions({ store: new MemorySessionStore(), keys });
  const request = new RequestSession(backend, { cookies: {}, secure: false }, options);
  await request.open();
  const session = request.session as Session & Data;
  return { request, session };
}

describe('RequestSession', () => {
  it.each([true, false])(
    'rejects an operation whose session holds what cannot be stored, expressCompatible %s',
    async (expressCompatible) => {
      const { session } = await begin({ expressCompatible });
      session['callback'] = () => undefined;
      const saved = new Promise((resolve) => void session.save(resolve));
      for (const fail of [() => saved, () => session.save(), () => session.update(() => undefined)]) {
        const error = await fail().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(SessionValueError);
        expect((error as Error).message).toContain('"callback" holds a function');
      }
    },
  );

  it.each([true, false])(
    'stores what toJSON of an instance returns, and nothing else of it, expressCompatible %s',
    async (expressCompatible) => {
      class User {
        readonly passwordHash = 'secret';
        toJSON() {
          return { name: 'ada' };
        }
      }
      const { request, session } = await begin({ expressCompatible });
      session['passport'] = { user: new User() };
      await session.save();
      await request.commit();
      expect({ ...request.session }).toEqual({ passport: { user: { name: 'ada' } } });
    },
  );

  it('stores what is assigned to the object that regenerate(callback) has replaced', async () => {
    const { request, session } = await begin();
    await session.regenerate({ old: 'data' } as object);
    await new Promise<void>((resolve) => {
      void session.regenerate(() => {
        session['note'] = 'new';
        resolve();
      });
    });
    await request.commit();
    expect({ ...request.session }).toEqual({ note: 'new' });
  });

  it('commits nothing after regenerate was called with a reserved key', async () => {
    const { request, session } = await begin();
    session['note'] = 'lost';
    await expect(session.regenerate({ id: 1 } as object)).rejects.toThrow('"id" is reserved');
    expect(() => request.commit()).toThrow('"id" is reserved');
    expect(request.takeCookies()).toEqual([]);
  });

  it('logs an operation that is called after the response and that nobody waits for', async () => {
    const log = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { request, session } = await begin();
    await request.commit();
    void session.update(() => undefined);
    await session.save().catch(() => undefined);
    expect(log.mock.calls).toEqual([[expect.any(SessionCommittedError)]]);
    log.mockRestore();
  });

  it('rejects, and does not throw, where the store could not be asked', async () => {
    const store = new MemorySessionStore();
    store.load = () => {
      throw new Error('away');
    };
    const backend = new StoredSessions({ store, keys });
    const cookies = { session: `g${'a'.repeat(22)}.${'b'.repeat(43)}` };
    const request = new RequestSession(backend, { cookies, secure: false });
    await request.open();
    const { session } = request;
    expect(() => session.id).toThrow(SessionStoreUnavailableError);
    for (const operation of ['update', 'save', 'regenerate', 'touch', 'reload', 'destroy'] as const) {
      const outcome: Promise<void> =
        operation === 'update' ? session.update(() => undefined) : session[operation]();
      await expect(outcome).rejects.toThrow(SessionStoreUnavailableError);
    }
    expect(request.takeCookies()).toMatchObject([{ name: 'session', value: '', maxAge: 0 }]);
  });

  it('refuses an assignment while the response is sent, and logs it afterwards', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { request, session } = await begin();
    await request.commit();
    expect(() => (session['late'] = 1)).toThrow(SessionCommittedError);
    request.isAnswered = () => true;
    session['late'] = 1;
    expect(error).toHaveBeenCalledWith(expect.any(SessionCommittedError));
    error.mockRestore();
  });
});
