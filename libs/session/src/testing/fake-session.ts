import { randomBytes } from 'node:crypto';
import { checkOptions, type StoredSessionsOptions } from '../backend/stored-sessions.options.js';
import { SessionRecords } from '../backend/session-records.js';
import { StoredSessions } from '../backend/stored-sessions.js';
import { SessionCookie, SessionIds } from '../cookie/session-cookie.js';
import { KeyRing } from '../encryption/key-ring.js';
import { RequestSession, type RequestSessionOptions } from '../request-session.js';
import type { Session, SessionData } from '../session.js';
import { MemorySessionStore } from '../store/memory-session.store.js';

/** Options of {@link fakeSession}: those of `SessionModule.forRoot` that a session itself depends on. */
export type FakeSessionOptions = RequestSessionOptions & Partial<Omit<StoredSessionsOptions, 'store'>>;

/**
 * Returns a session for unit tests of controllers and services. It is a real one, on a store in memory of its own: its
 * operations, errors and ids are those of production, without Nest and without a request. Without data it is the
 * session of a guest that is not stored yet. There is no `request.session`, so `regenerate(callback)` leaves the object
 * as it was: with express-session's forms, test an application by `SessionTestingModule`.
 * @throws SessionValueError for data that a session cannot hold
 * @example
 * const session = fakeSession({ userId: 'ada' });
 * await new CartController().add(session, { sku: 'PAN-002', quantity: 1 });
 * expect(session.cart).toHaveLength(1);
 */
export function fakeSession(data: SessionData = {}, options: FakeSessionOptions = {}): Session {
  const store = new MemorySessionStore();
  const stored = { keys: randomKeys(), userId: () => undefined, ...options, store };
  const cookies: Record<string, string> = {};
  const request = { cookies, secure: false };
  if (Object.keys(data).length > 0) {
    const { keys, userId, cookie, ...format } = checkOptions(stored);
    const id = new SessionIds(keys).create(userId?.(data)?.toString());
    // A store in memory writes at once.
    void new SessionRecords(store, { ...format, keys }).create(id.key, { data });
    cookies[new SessionCookie(cookie, 1).clear(request).name] = id.cookie;
  }
  const fake = new RequestSession(new StoredSessions(stored), request, options);
  void fake.open();
  return fake.session;
}

/** Returns a key ring for tests: sessions end with it. */
export function randomKeys(): KeyRing {
  return new KeyRing([{ id: 'test', secret: randomBytes(32) }]);
}
