import type { SetCookie } from 'cookie';
import { andThen, type Awaitable } from '../awaitable.js';
import { SessionCookie } from '../cookie/session-cookie.js';
import { EnvelopeFormat } from '../codec/session-envelope.js';
import { jsonCodec } from '../codec/session-codec.js';
import { SessionIds } from '../cookie/session-id.js';
import type { FrozenSessionData } from '../session-data.js';
import { SessionEndedError, SessionError, SessionsNotListableError } from '../session.errors.js';
import { CircuitBreaker } from '../store/circuit-breaker.js';
import { GuardedSessionStore } from '../store/guarded-session-store.js';
import type {
  SessionKey,
  SessionLifetime,
  SessionStore,
  StoreCapabilities,
  StoredSession,
} from '../store/session-store.js';
import { CompareAndSet } from './compare-and-set.js';
import { EMPTY, nothing, opened, refOf, written, type StoredHandle } from './opened-session.js';
import { RecordFormat } from './record-format.js';
import type { OpenedSession, SessionBackend, SessionDelta, SessionRequest } from './session-backend.js';
import type { StoredSessionsOptions } from './stored-sessions.options.js';
import { UserSessions, type UserSession } from './user-sessions.js';
import type { SessionEvents } from './session-events.js';
import { WriterQueue } from './writer-queue.js';

/**
 * Sessions as versioned records in a {@link SessionStore}, with nothing but an id in the cookie. No concurrent write is
 * lost where the store does compare-and-set, and an ended session is never written again. What it does not promise:
 * more durability than its store has (a Redis failover may lose acknowledged writes).
 */
export class StoredSessions implements SessionBackend {
  readonly store: SessionStore;
  private readonly breaker: CircuitBreaker;
  private readonly records: SessionStore;
  readonly ids: SessionIds;
  private readonly cookie: SessionCookie;
  /** Its presence tells every replica that this browser has just written, and must read that. */
  private readonly freshCookie: SessionCookie | undefined;
  private readonly format: RecordFormat;
  private readonly lifetime: SessionLifetime;
  private readonly userOf: (data: FrozenSessionData) => string | undefined;
  private readonly events: SessionEvents;
  private readonly maxSessionsPerUser: number | undefined;
  private readonly users: UserSessions;
  private readonly comparing: CompareAndSet;
  private readonly writers = new WriterQueue<OpenedSession>();

  constructor(options: StoredSessionsOptions) {
    const { idleSeconds = 1800, absoluteSeconds = 43_200 } = options;
    this.store = options.store;
    this.breaker = new CircuitBreaker(options.breaker, (error) => options.events?.unavailable?.(error));
    this.records = new GuardedSessionStore(options.store, this.breaker);
    this.ids = new SessionIds(options.keys);
    this.cookie = new SessionCookie(options.cookie ?? {}, absoluteSeconds);
    if (this.store.maxStaleSeconds !== undefined)
      this.freshCookie = new SessionCookie(
        { ...options.cookie, name: `${this.cookie.name}_fresh` },
        this.store.maxStaleSeconds,
      );
    this.events = options.events ?? {};
    const envelopes = new EnvelopeFormat(options.codec ?? jsonCodec, options.schema);
    this.format = new RecordFormat(
      options.keys,
      options.encrypt ?? true,
      envelopes,
      this.events,
      options.decodedSessions,
    );
    this.maxSessionsPerUser = options.maxSessionsPerUser;
    if (this.maxSessionsPerUser !== undefined && !this.store.capabilities.listable)
      throw new SessionsNotListableError();
    this.lifetime = { idleMs: idleSeconds * 1000, absoluteMs: absoluteSeconds * 1000 };
    this.userOf = options.userOf ?? (() => undefined);
    this.comparing = new CompareAndSet(
      this.records,
      this.format,
      this.lifetime,
      options.conflictMs ?? 1000,
      this.events,
    );
    this.users = new UserSessions(this.records, this.ids, this.format);
  }

  /** What the store can do. */
  get capabilities(): StoreCapabilities {
    return this.store.capabilities;
  }

  /** Whether the store did not answer lately and is not asked at the moment. */
  get storeGivenUp(): boolean {
    return this.breaker.open;
  }

  open(request: SessionRequest): Awaitable<OpenedSession> {
    const id = this.ids.parse(this.cookie.read(request));
    if (!id) return nothing(request);
    const fresh = this.freshCookie?.read(request) !== undefined;
    return andThen(this.records.load(id.key, { fresh }), (stored) => {
      const envelope = stored && this.format.decode(id.key, stored);
      this.events.loaded?.(envelope !== undefined);
      return envelope ? opened(id.key, stored, envelope.data, envelope.device) : nothing(request);
    });
  }

  commit(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Awaitable<OpenedSession> {
    const { key, stored } = session.handle as StoredHandle;
    const next = delta(session.data);
    if (next === session.data)
      return key && stored && this.touchIsDue(stored) ? this.touch(request, session) : session;
    if (!key || !stored || this.userOf(next) !== this.userOf(session.data))
      return this.renew(request, session, delta);
    return this.writers.run(key.hash, (earlier) => {
      const newest = earlier && earlier.info.version > session.info.version ? earlier : session;
      return this.comparing.write(key, newest, delta, () => this.freshness(request));
    });
  }

  async renew(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    const { key: oldKey, stored: oldStored, device } = session.handle as StoredHandle;
    const data = delta(session.data);
    if (!oldKey && Object.keys(data).length === 0) return session;
    const { key, cookie } = this.ids.create(this.userOf(data));
    let record = this.format.encode(key, { data, device });
    let stored = await this.records.create(key, record.payload, this.lifetime);
    for (let old = oldStored; oldKey && old;) {
      const result = await this.records.destroy(oldKey, old.version);
      if (result.outcome === 'destroyed') break;
      if (result.outcome === 'gone') {
        // Somebody ended the old session meanwhile: only a log-in may still begin a new one.
        if (this.isLogIn(session.data, data)) break;
        await this.records.destroy(key);
        throw new SessionEndedError();
      }
      // Another tab wrote between our load and now: carry its change along, then try to end the old id again.
      old = result.current;
      record = this.format.encode(key, {
        data: delta(this.format.decode(oldKey, old)?.data ?? EMPTY),
        device,
      });
      const carried = await this.records.commit(key, stored.version, record.payload, this.lifetime);
      if (carried.outcome !== 'committed') throw new SessionEndedError();
      stored = carried.session;
    }
    this.format.stored(key, record);
    await this.begun(key, oldKey, this.userOf(data));
    return written(key, stored, record, device, [
      this.cookie.write(request, cookie),
      ...this.freshness(request),
    ]);
  }

  async touch(_request: SessionRequest, session: OpenedSession): Promise<OpenedSession> {
    const { key } = session.handle as StoredHandle;
    if (key) await this.records.touch(key, this.lifetime);
    return session;
  }

  async end(request: SessionRequest, session: OpenedSession): Promise<readonly SetCookie[]> {
    const { key } = session.handle as StoredHandle;
    const cookies = [this.cookie.clear(request)];
    if (key) this.format.ended(key);
    try {
      if (key) await this.records.destroy(key);
      if (key) this.events.ended?.(refOf(key));
      return cookies;
    } catch (error) {
      // The browser forgets the session even where the server could not end it.
      if (error instanceof SessionError) error.cookies = cookies;
      throw error;
    }
  }

  /**
   * The live sessions of a user, the newest first.
   * @throws SessionsNotListableError, SessionStoreUnavailableError
   */
  list(userId: string): Promise<readonly UserSession[]> {
    return this.users.list(userId);
  }

  /**
   * Ends one session of a user, by the id that {@link list} gives.
   * @returns whether this user had such a session
   * @throws SessionsNotListableError, SessionStoreUnavailableError
   */
  endOne(userId: string, id: string): Promise<boolean> {
    return this.users.end(userId, id);
  }

  /**
   * Ends all sessions of a user but the one with the id `except`.
   * @returns how many were ended
   * @throws SessionsNotListableError, SessionStoreUnavailableError
   */
  endAll(userId: string, except?: string): Promise<number> {
    return this.users.endAll(userId, except);
  }

  private async begun(key: SessionKey, before: SessionKey | undefined, userId: string | undefined) {
    this.events.committed?.(refOf(key));
    if (before) this.events.renewed?.(refOf(key), refOf(before));
    else this.events.created?.(refOf(key));
    if (userId !== undefined && this.maxSessionsPerUser !== undefined)
      await this.users.limit(userId, this.maxSessionsPerUser, key.hash);
  }

  private freshness(request: SessionRequest): readonly SetCookie[] {
    return this.freshCookie ? [this.freshCookie.write(request, '1')] : [];
  }

  private isLogIn(before: FrozenSessionData, after: FrozenSessionData): boolean {
    const user = this.userOf(after);
    return user !== undefined && user !== this.userOf(before);
  }

  /** At most once per quarter of the idle timeout: a read is seldom also a write. */
  private touchIsDue(stored: StoredSession): boolean {
    return this.store.now() - stored.touchedAt >= this.lifetime.idleMs / 4;
  }
}
