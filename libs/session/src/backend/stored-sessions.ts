import type { SetCookie } from 'cookie';
import { NOTHING } from '../codec/session-codec.js';
import { SessionCookie, SessionIds } from '../cookie/session-cookie.js';
import type { FrozenSessionData } from '../session.js';
import { SessionConflictError, SessionEndedError, SessionValueError } from '../session.errors.js';
import { andThen, EMPTY, isPending, unchanged, type Awaitable } from '../session-backend.js';
import type { OpenedSession, SessionBackend, SessionDelta, SessionRequest } from '../session-backend.js';
import { refOf, type SessionLife } from '../store/session-store.js';
import { isLive, isStored, newer, opened, type Current, type Handle } from './session-handle.js';
import { SessionRecords, type SessionRecord } from './session-records.js';
import { checkOptions, type StoredSessionsOptions } from './stored-sessions.options.js';
import { UserSessions } from './user-sessions.js';

/** How long a late request with a replaced id is told so, in ms; afterwards it is an unknown id, and may begin a session. */
const REPLACED_MS = 10_000;

/**
 * Sessions as versioned records in a {@link SessionStore}, with nothing but an id in the cookie. No concurrent write is
 * lost if the store does compare-and-set, and a session that ended is never written again. It promises no more durability
 * than its store has: a Redis failover may lose acknowledged writes.
 */
export class StoredSessions implements SessionBackend {
  readonly users: UserSessions;
  private readonly options: ReturnType<typeof checkOptions>;
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
    const { store, keys, cookie, lifetime } = this.options;
    this.ids = new SessionIds(keys);
    this.cookie = new SessionCookie(cookie, lifetime.absoluteMs / 1000);
    if (store.maxStaleSeconds !== undefined)
      this.freshCookie = new SessionCookie(
        { ...cookie, name: `${this.cookie.name}_fresh` },
        store.maxStaleSeconds,
      );
    this.records = new SessionRecords(store, this.options);
    this.users = new UserSessions(this.ids, this.records, this.options);
  }

  open(request: SessionRequest): Awaitable<OpenedSession> {
    const guest: Handle = { request, envelope: { ...NOTHING, device: request.device } };
    const fresh = this.freshCookie !== undefined && this.freshCookie.read(request).length > 0;
    return this.openFirst(guest, this.cookie.read(request), fresh);
  }

  commit(session: OpenedSession, delta: SessionDelta): Awaitable<OpenedSession> {
    const handle = session.handle as Handle;
    if (!isLive(handle)) return delta === unchanged ? session : this.begin(handle, delta);
    if (delta === unchanged) return this.refresh(session);
    const { hash } = handle.key;
    const earlier = this.writers.get(hash);
    const write = (before?: OpenedSession) =>
      this.write(newer(handle, before?.handle as Handle | undefined), delta);
    const writing = earlier ? earlier.then(write, () => write()) : write();
    if (!isPending(writing)) return writing;
    this.writers.set(hash, writing);
    const done = () => void (this.writers.get(hash) === writing && this.writers.delete(hash));
    writing.then(done, done);
    return writing;
  }

  async regenerate(session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    const handle = session.handle as Handle;
    return isLive(handle) ? this.replace(handle, delta, delta(session.data)) : this.begin(handle, delta);
  }

  async touch(session: OpenedSession): Promise<OpenedSession> {
    const { key } = session.handle as Handle;
    // A WebSocket keeps its session open for long: others have written it since, or changed its id.
    const record = key && (await this.records.load(key, { fresh: true }));
    if (record && isLive(record)) await this.records.touch(record);
    return session;
  }

  async destroy(session: OpenedSession): Promise<void> {
    const handle = session.handle as Handle;
    const { key, stored } = handle;
    if (!key) return;
    await this.records.destroy(key, stored);
    if (isStored(session)) this.options.events.destroyed?.(refOf(key));
    await this.destroyOthers(handle);
  }

  clearCookies(request: SessionRequest): readonly SetCookie[] {
    return [this.cookie.clear(request)];
  }

  /** Destroys the other live sessions that the cookies name: the next request would find the first of them. */
  private async destroyOthers({ request, key: own }: Handle): Promise<void> {
    const ids = this.cookie.read(request);
    if (ids.length < 2) return;
    for (const id of ids) {
      const key = this.ids.parse(id);
      const record = key && key.hash !== own?.hash && (await this.records.load(key, { fresh: true }));
      if (!record || !isLive(record)) continue;
      await this.records.destroy(record.key, record.stored);
      this.options.events.destroyed?.(refOf(record.key));
    }
  }

  /** Opens the first live session that an id names. @param otherwise a guest, or the note that an earlier id led to */
  private openFirst(otherwise: Handle, ids: readonly string[], fresh: boolean): Awaitable<OpenedSession> {
    const [id, ...others] = ids;
    if (id === undefined) return opened(otherwise);
    const key = this.ids.parse(id);
    if (!key) return this.openFirst(otherwise, others, fresh);
    return andThen(this.records.load(key, { fresh }), (record) => {
      const session = opened(record ? { request: otherwise.request, ...record } : otherwise);
      this.options.events.loaded?.(isStored(session));
      if (isStored(session) || others.length === 0) return session;
      return this.openFirst(session.handle as Handle, others, fresh);
    });
  }

  /** Resets the idle timeout if that is due: at most once a quarter of it, so that a read is rarely also a write. */
  private refresh(session: OpenedSession): Awaitable<OpenedSession> {
    const record = session.handle as Current;
    const isDue = this.records.store.now() - record.stored.touchedAt >= this.options.lifetime.idleMs / 4;
    if (!isDue) return session;
    const done = () => session;
    // A store that refuses writes has been reported, and must not fail a request that only reads.
    return this.records.touch(record).then(done, done);
  }

  /** Begins a session for a request that has none. */
  private async begin(handle: Handle, delta: SessionDelta): Promise<OpenedSession> {
    const data = delta(EMPTY);
    if (Object.keys(data).length === 0) return opened(handle);
    // The browser already has, or will get, the cookie of the session that replaced this one.
    if (handle.envelope.successor) throw new SessionEndedError(REPLACED_MS / 1000);
    const { record, cookie } = await this.create(handle, data);
    this.options.events.created?.(refOf(record.key));
    await this.users.limit(record);
    return this.written(handle, record, cookie);
  }

  /**
   * Writes a change on top of what others have written meanwhile: the store takes a record only at the version that was
   * read. If another request was faster, the change is applied to its data and tried again.
   */
  private write(
    handle: Current,
    delta: SessionDelta,
    attempt = 1,
    giveUpAt = performance.now() + this.options.conflictTimeoutMs,
  ): Awaitable<OpenedSession> {
    const { device, data } = handle.envelope;
    const next = delta(data);
    if (next === data) return this.refresh(opened(handle));
    if (this.options.userOf(next) !== this.options.userOf(data)) return this.replace(handle, delta, next);
    return andThen(this.records.write(handle, { data: next, device }), ({ won, record }) => {
      const current = { ...handle, ...record };
      return won ? this.written(handle, record) : this.writeAgain(current, delta, attempt, giveUpAt);
    });
  }

  /** Another request was faster. @throws SessionConflictError if that happens for too long */
  private async writeAgain(handle: Current, delta: SessionDelta, attempt: number, giveUpAt: number) {
    this.options.events.conflict?.(refOf(handle.key), attempt);
    if (performance.now() >= giveUpAt) throw new SessionConflictError(attempt);
    // Random, growing pauses let one of several processes through.
    if (attempt > 1) await this.options.pause(Math.random() * Math.min(2 ** attempt, 50));
    return this.write(handle, delta, attempt + 1, giveUpAt);
  }

  /**
   * Moves a session to a new id. The new record is written first; then the old one becomes a note of where the session
   * went, by its version: so a write of another tab is carried along, and a session that others ended stays ended.
   * @param next the result of the delta on the data: a recipe runs once if there is no conflict
   */
  private async replace(
    handle: Current,
    delta: SessionDelta,
    next: FrozenSessionData,
  ): Promise<OpenedSession> {
    await this.destroyOthers(handle);
    const user = this.options.userOf(next);
    const continues = user === this.options.userOf(handle.envelope.data) ? handle.stored : undefined;
    const created = await this.create(handle, next, continues);
    let { record } = created;
    const { key } = record;
    try {
      for (let old: SessionRecord = handle; ;) {
        const noted = await this.records.leaveNote(old, key, REPLACED_MS);
        if (noted.won) break;
        old = noted.record;
        next = delta(old.envelope.data);
        if (this.options.userOf(next) !== user) throw new SessionConflictError(1);
        const carried = await this.records.write(record, { ...record.envelope, data: next });
        if (!carried.won) throw new SessionEndedError();
        record = carried.record;
      }
    } catch (error) {
      await this.records.discard(key);
      throw error;
    }
    this.options.events.regenerated?.(refOf(key), refOf(handle.key));
    await this.users.limit(record, handle.key.hash);
    return this.written(handle, record, created.cookie);
  }

  private async create({ request, envelope }: Handle, data: FrozenSessionData, continues?: SessionLife) {
    if (request.cookieless)
      throw new SessionValueError(
        'Outside a request no session begins or changes its id: no cookie can be set.',
      );
    const { key, cookie } = this.ids.create(this.options.userOf(data));
    try {
      const record = await this.records.create(key, { data, device: envelope.device }, continues);
      return { record, cookie };
    } catch (error) {
      if (!(error instanceof SessionValueError)) await this.records.discard(key);
      throw error;
    }
  }

  /** Describes a session that was just written. @param cookie the value of the session cookie, if the id is new */
  private written({ request }: Handle, record: SessionRecord, cookie?: string): OpenedSession {
    const { key, stored } = record;
    this.options.events.committed?.(refOf(key));
    const cookies: SetCookie[] = [];
    if (cookie !== undefined) {
      const seconds = Math.ceil((stored.absoluteExpiresAt - stored.touchedAt) / 1000);
      cookies.push(this.cookie.write(request, cookie, seconds));
    }
    if (this.freshCookie) cookies.push(this.freshCookie.write(request, '1'));
    return opened({ request, ...record }, cookies);
  }
}
