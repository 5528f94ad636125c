import type { SetCookie } from 'cookie';
import { andThen, type Awaitable } from '../awaitable.js';
import { SessionCookie, SessionIds } from '../cookie/session-cookie.js';
import type { FrozenSessionData } from '../session.js';
import { SessionConflictError, SessionEndedError, SessionValueError } from '../session.errors.js';
import { reportedStore } from '../store/intercepted-store.js';
import type { SessionKey, SessionStore, StoredSession } from '../store/session-store.js';
import { EMPTY, NOT_STORED, unchanged } from './session-backend.js';
import type { OpenedSession, SessionBackend, SessionDelta, SessionRequest } from './session-backend.js';
import { refOf, SessionRecords, type EncodedRecord, type SessionEnvelope } from './session-records.js';
import { checkOptions, type StoredSessionsOptions } from './stored-sessions.options.js';
import { UserSessions } from './user-sessions.js';

/** How long a late request with a replaced id is told so, in ms; afterwards it is an unknown id, and may begin a session. */
const REPLACED_MS = 10_000;

/** What `StoredSessions` keeps of a session between opening and committing it. */
interface Handle {
  readonly request: SessionRequest;
  readonly device: SessionEnvelope['device'];
  readonly key?: SessionKey;
  readonly stored?: StoredSession;
  /** Set instead of `stored` if the id was replaced a moment ago: the note of it. */
  readonly replaced?: StoredSession;
}

type Current = Handle & { readonly key: SessionKey; readonly stored: StoredSession };

/**
 * Sessions as versioned records in a {@link SessionStore}, with nothing but an id in the cookie. No concurrent write is
 * lost if the store does compare-and-set, and a session that ended is never written again. It promises no more durability
 * than its store has: a Redis failover may lose acknowledged writes.
 */
export class StoredSessions implements SessionBackend {
  readonly users: UserSessions;
  private readonly options: ReturnType<typeof checkOptions>;
  private readonly store: SessionStore;
  private readonly ids: SessionIds;
  private readonly cookie: SessionCookie;
  /** Its presence tells every replica that this browser has just written, and must read what it wrote. */
  private readonly freshCookie: SessionCookie | undefined;
  private readonly records: SessionRecords;
  /** The last writer of each session in this process. They take turns: otherwise they would only conflict. */
  private readonly writers = new Map<string, Promise<OpenedSession>>();

  /** @throws TypeError for options that cannot work, with one sentence that says what to write */
  constructor(options: StoredSessionsOptions) {
    this.options = checkOptions(options);
    const { store, keys, cookie, events, lifetime } = this.options;
    this.store = reportedStore(store, (error) => events.unavailable?.(error));
    this.ids = new SessionIds(keys);
    this.cookie = new SessionCookie(cookie, lifetime.absoluteMs / 1000);
    const fresh = { ...cookie, name: `${this.cookie.name}_fresh` };
    if (store.maxStaleSeconds !== undefined)
      this.freshCookie = new SessionCookie(fresh, store.maxStaleSeconds);
    this.records = new SessionRecords(this.options);
    this.users = new UserSessions(this.store, this.ids, this.records);
  }

  open(request: SessionRequest): Awaitable<OpenedSession> {
    const key = this.ids.parse(this.cookie.read(request));
    const guest = { request, device: request.device };
    if (!key) return notStored(guest);
    const fresh = this.freshCookie?.read(request) !== undefined;
    return andThen(this.store.load(key, { fresh }), (stored) => {
      const envelope = stored && this.records.decode(key, stored);
      const live = envelope !== undefined && !envelope.successor;
      this.options.events.loaded?.(live);
      if (!stored || !envelope) return notStored(guest);
      if (!live) return notStored({ ...guest, key, replaced: stored });
      return opened({ request, key, stored, device: envelope.device }, envelope.data, envelope.frozen);
    });
  }

  commit(session: OpenedSession, delta: SessionDelta): Awaitable<OpenedSession> {
    const handle = session.handle as Handle;
    if (!isStored(handle)) return delta === unchanged ? session : this.begin(handle, delta);
    const { key, stored, request } = handle;
    if (delta === unchanged) {
      // At most once per quarter of the timeout, so that a read is rarely also a write.
      const due = this.store.now() - stored.touchedAt >= this.options.lifetime.idleMs / 4;
      // A store that refuses writes has been reported, and must not fail a request that only reads.
      return due ? this.touch(session).catch(() => session) : session;
    }
    const write = (earlier?: OpenedSession) => {
      const newer = earlier?.info.id === key.hash && earlier.info.version > session.info.version;
      const from = newer ? earlier : session;
      return this.compareAndSet({ ...(from.handle as Current), request }, from, delta);
    };
    const earlier = this.writers.get(key.hash);
    const writing = earlier ? earlier.then(write, () => write()) : write();
    this.writers.set(key.hash, writing);
    const done = () => void (this.writers.get(key.hash) === writing && this.writers.delete(key.hash));
    writing.then(done, done);
    return writing;
  }

  async regenerate(session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    const handle = session.handle as Handle;
    return isStored(handle) ? this.replace(handle, session.data, delta) : this.begin(handle, delta);
  }

  async touch(session: OpenedSession): Promise<OpenedSession> {
    const handle = session.handle as Handle;
    if (isStored(handle)) await this.store.touch(handle.key, this.options.lifetime);
    return session;
  }

  async destroy(session: OpenedSession): Promise<void> {
    const { key, stored, replaced } = session.handle as Handle;
    if (!key) return;
    await this.users.destroyLatest(key, stored ?? replaced);
    if (stored) this.options.events.destroyed?.(refOf(key));
  }

  clearCookies(request: SessionRequest): readonly SetCookie[] {
    return [this.cookie.clear(request)];
  }

  /** Begins a session for a request that has none. */
  private async begin(handle: Handle, delta: SessionDelta): Promise<OpenedSession> {
    const data = delta(EMPTY);
    if (Object.keys(data).length === 0) return notStored(handle);
    // The browser already has, or will get, the cookie of the session that replaced this one.
    if (handle.replaced) throw new SessionEndedError(REPLACED_MS / 1000);
    const { current, record, cookie } = await this.create(handle, data);
    this.options.events.created?.(refOf(current.key));
    return this.written(current, record, cookie);
  }

  /**
   * Writes a change on top of what others have written meanwhile: the store takes a record only at the version that was
   * read. If another request was faster, the change is applied to its data and tried again.
   */
  private async compareAndSet(
    handle: Current,
    { data, frozen }: Pick<OpenedSession, 'data' | 'frozen'>,
    delta: SessionDelta,
  ): Promise<OpenedSession> {
    const { events, lifetime, conflictTimeoutMs, pause } = this.options;
    const { key, device } = handle;
    const giveUpAt = performance.now() + conflictTimeoutMs;
    for (let attempt = 1, { stored } = handle; ; attempt++) {
      const current = { ...handle, stored };
      const next = delta(data);
      if (next === data) return this.commit(opened(current, data, frozen), unchanged);
      if (this.userOf(next) !== this.userOf(data)) return this.replace(current, data, delta, next);
      const record = this.records.encode(key, { data: next, device }, data);
      const result = await this.store.compareAndSet(key, stored.version, record.payload, lifetime);
      if (result.outcome === 'stored') return this.written({ ...handle, stored: result.session }, record);
      if (result.outcome === 'gone') throw new SessionEndedError();
      events.conflict?.(refOf(key), attempt);
      if (performance.now() >= giveUpAt) throw new SessionConflictError(attempt);
      // Random, growing pauses let one of several processes through.
      if (attempt > 1) await pause(Math.random() * Math.min(2 ** attempt, 50));
      stored = result.current;
      ({ data, frozen } = this.newest(key, stored));
    }
  }

  /**
   * Moves a session to a new id. The new record is written first; then the old one becomes a note of where the session
   * went, by its version: so a write of another tab is carried along, and a session that others ended stays ended.
   * @param next the result of the delta on the data: a recipe runs once if there is no conflict
   */
  private async replace(
    handle: Current,
    data: FrozenSessionData,
    delta: SessionDelta,
    next = delta(data),
  ): Promise<OpenedSession> {
    const { lifetime, events } = this.options;
    const user = this.userOf(next);
    const continues = user === this.userOf(data) ? handle.stored : undefined;
    const created = await this.create(handle, next, continues);
    const { key, device } = created.current;
    let { current, record } = created;
    try {
      const note = this.records.encode(handle.key, { data: EMPTY, successor: key });
      for (let old = handle.stored; ;) {
        const short = { ...lifetime, idleMs: REPLACED_MS };
        const noted = await this.store
          .compareAndSet(handle.key, old.version, note.payload, short)
          .catch((error: unknown) => this.confirmNote(handle.key, key, error));
        if (noted.outcome === 'stored') break;
        if (noted.outcome === 'gone') throw new SessionEndedError();
        old = noted.current;
        next = delta(this.newest(handle.key, old).data);
        if (this.userOf(next) !== user) throw new SessionConflictError(1);
        record = this.records.encode(key, { data: next, device });
        const { version } = current.stored;
        const carried = await this.store.compareAndSet(key, version, record.payload, lifetime);
        if (carried.outcome !== 'stored') throw new SessionEndedError();
        current = { ...current, stored: carried.session };
      }
    } catch (error) {
      // No client has the new id: if it cannot be removed, it expires.
      await this.store.destroy(key).catch(() => undefined);
      throw error;
    }
    this.records.destroyed(handle.key);
    events.regenerated?.(refOf(key), refOf(handle.key));
    return this.written(current, record, created.cookie);
  }

  /** Looks whether the note was written by an attempt that failed: a late reply must cost nobody what was stored before. */
  private async confirmNote(oldKey: SessionKey, { hash }: SessionKey, error: unknown) {
    const found = await this.store.load(oldKey, { fresh: true });
    if (found && this.records.decode(oldKey, found)?.successor?.hash === hash)
      return { outcome: 'stored' } as const;
    throw error;
  }

  private async create(
    { request, device, key: oldKey }: Handle,
    data: FrozenSessionData,
    old?: StoredSession,
  ) {
    if (request.cookieless)
      throw new SessionValueError(
        'Outside a request no session begins or changes its id: no cookie can be set.',
      );
    const { lifetime, maxSessionsPerUser } = this.options;
    const user = this.userOf(data);
    const { key, cookie } = this.ids.create(user);
    const record = this.records.encode(key, { data, device });
    const stored = await this.store.create(key, record.payload, lifetime, old);
    if (user !== undefined && maxSessionsPerUser !== undefined)
      try {
        await this.users.limit(user, maxSessionsPerUser, [key.hash, oldKey?.hash]);
      } catch (error) {
        // No client has its id, and it would count as one of the user's sessions.
        await this.store.destroy(key).catch(() => undefined);
        throw error;
      }
    return { current: { request, device, key, stored }, record, cookie };
  }

  /** Describes a session that was just written. @param cookie the value of the session cookie, if the id is new */
  private written(handle: Current, record: EncodedRecord, cookie?: string): OpenedSession {
    const { request, key, stored } = handle;
    this.records.stored(key, record);
    this.options.events.committed?.(refOf(key));
    const seconds = Math.ceil((stored.absoluteExpiresAt - stored.touchedAt) / 1000);
    const cookies = cookie === undefined ? [] : [this.cookie.write(request, cookie, seconds)];
    if (this.freshCookie) cookies.push(this.freshCookie.write(request, '1'));
    return {
      ...opened(handle, EMPTY),
      cookies,
      // Decoded only if asked for: most requests are over once they have written.
      get data() {
        return record.reread().data;
      },
      get frozen() {
        return record.reread().frozen;
      },
    };
  }

  /** Returns the envelope of a record that was newer than expected. @throws SessionEndedError if it holds no session */
  private newest(key: SessionKey, stored: StoredSession) {
    const envelope = this.records.decode(key, stored);
    if (!envelope || envelope.successor) throw new SessionEndedError();
    return envelope;
  }

  private userOf(data: FrozenSessionData): string | undefined {
    const user = this.options.userId?.(data) ?? undefined;
    if (typeof user === 'string' || typeof user === 'number') return String(user);
    if (user === undefined) return undefined;
    throw new SessionValueError('`userId` must return a string, a number, or undefined for a guest.');
  }
}

function isStored(handle: Handle): handle is Current {
  return handle.stored !== undefined;
}

/** The session of a request that has none. */
function notStored(handle: Handle): OpenedSession {
  return { handle, data: EMPTY, info: NOT_STORED, cookies: [] };
}

function opened(handle: Current, data: FrozenSessionData, frozen = true): OpenedSession {
  const { key, stored } = handle;
  const info = { id: key.hash, ref: refOf(key), createdAt: stored.createdAt, version: stored.version };
  return { handle, data, frozen, info, cookies: [] };
}
