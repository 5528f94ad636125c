import { parseCookie, type SetCookie } from 'cookie';
import { andThen, isPending, type Awaitable } from './awaitable.js';
import type {
  OpenedSession,
  SessionBackend,
  SessionDelta,
  SessionInfo,
  SessionRequest,
} from './backend/session-backend.js';
import { sequence, topLevelDelta, unchanged } from './backend/session-delta.js';
import type { FrozenSessionData, SessionData } from './session-data.js';
import { SessionCommittedError, SessionError } from './session.errors.js';
import { RequestSession, type Session } from './session.js';

/**
 * One request's dealings with its session, from the cookies that came to the cookies that go. A transport opens it
 * before the handler and commits it before the first byte of the answer; jobs and WebSocket handshakes do the same.
 */
export class SessionScope {
  private opened: OpenedSession | undefined;
  private failure: unknown;
  private refusal: unknown;
  private view: Session | undefined;
  private renewing = false;
  private closed = false;
  private readonly cookiesToSet = new Map<string, SetCookie>();

  constructor(
    private readonly backend: SessionBackend,
    private readonly request: SessionRequest,
  ) {}

  /**
   * The scope of a session outside a request: a WebSocket handshake, a job that was handed a cookie. Commit it when
   * done; cookies to set there are none unless the session is renewed.
   * @param cookieHeader the `Cookie` header that came with it
   * @param secure whether it came over TLS
   * @throws SessionStoreUnavailableError, SessionUnreadableError
   */
  static async fromCookies(
    backend: SessionBackend,
    cookieHeader: string,
    secure = false,
  ): Promise<SessionScope> {
    const scope = new SessionScope(backend, { cookies: parseCookie(cookieHeader), secure });
    await scope.open();
    if (scope.failure) throw scope.failure;
    return scope;
  }

  /**
   * Opens the session. A failure is kept until somebody asks for the session: a route that does not need it answers
   * although the store is away.
   */
  open(): Awaitable<void> {
    try {
      const opening = this.backend.open(this.request);
      if (!isPending(opening)) return this.accept(opening);
      return opening.then(
        (opened) => this.accept(opened),
        (error: unknown) => void (this.failure = error),
      );
    } catch (error) {
      this.failure = error;
    }
  }

  /**
   * The session of this request.
   * @throws SessionStoreUnavailableError, SessionUnreadableError where it could not be opened
   */
  get session(): Session {
    if (!this.view) throw this.failure ?? new SessionCommittedError();
    return this.view;
  }

  /**
   * Seconds for the `Retry-After` of an answer with this status, where it has that status because the session could not be read
   * or written.
   */
  retryAfter(status: number): number | undefined {
    const error = this.refusal ?? this.failure;
    return error instanceof SessionError && error.getStatus() === status
      ? error.retryAfterSeconds
      : undefined;
  }

  /** The facts of the session as it is stored now. */
  get info(): SessionInfo {
    return this.current.info;
  }

  /** Marks the session to get a new id with the next commit. */
  renewAtCommit(): void {
    this.assertOpen();
    this.renewing = true;
  }

  /** Runs a recipe on a copy of the newest data and keeps the result at once. */
  async update<T>(recipe: (draft: SessionData) => T): Promise<T> {
    this.assertOpen();
    let result: T | undefined;
    const pending = this.pendingDelta();
    const delta = sequence(pending, (current) => {
      const draft = structuredClone(current) as SessionData;
      result = recipe(draft);
      return topLevelDelta(current, draft)?.(current) ?? current;
    });
    await this.noting(() => this.write(delta));
    return result as T;
  }

  /** Commits what the request changed, once; afterwards the session is frozen. */
  commit(): Awaitable<void> {
    const { view } = this;
    if (this.closed || !view) return;
    this.closed = true;
    const written = () => void Object.freeze(view);
    const committing = this.write(this.pendingDelta() ?? unchanged);
    return isPending(committing) ? this.noting(() => committing).then(written) : written();
  }

  /** Puts the idle timeout off. */
  async touch(): Promise<void> {
    this.assertOpen();
    const touched = await this.noting(() => this.backend.touch?.(this.request, this.current));
    if (!touched) return;
    this.opened = touched;
    this.remember(touched.cookies);
  }

  /** Ends the session; what the request assigned to it is dropped, and later assignments are not kept. */
  async end(): Promise<void> {
    this.assertOpen();
    this.closed = true;
    try {
      this.remember(await this.noting(() => this.backend.end(this.request, this.current)));
    } catch (error) {
      if (error instanceof SessionError) this.remember(error.cookies);
      throw error;
    }
    Object.freeze(this.view);
  }

  /** The cookies that the answer must set, each once. */
  takeCookies(): readonly SetCookie[] {
    const cookies = [...this.cookiesToSet.values()];
    this.cookiesToSet.clear();
    return cookies;
  }

  /** Keeps the error of a task that fails, for `Retry-After`. */
  private async noting<T>(task: () => Awaitable<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      this.refusal = error;
      throw error;
    }
  }

  private get current(): OpenedSession {
    if (!this.opened) throw this.failure ?? new SessionCommittedError();
    return this.opened;
  }

  private pendingDelta(): SessionDelta | undefined {
    return topLevelDelta(this.current.data, this.view as SessionData);
  }

  private write(delta: SessionDelta): Awaitable<void> {
    const write = this.renewing ? 'renew' : 'commit';
    this.renewing = false;
    return andThen(this.backend[write](this.request, this.current, delta), (opened) => this.accept(opened));
  }

  private accept(opened: OpenedSession): void {
    const before = this.opened;
    this.opened = opened;
    this.remember(opened.cookies);
    if (opened === before) return;
    this.view ??= new RequestSession(this) as Session;
    if (!this.closed) replaceData(this.view, opened.data);
  }

  private remember(cookies: readonly SetCookie[]): void {
    for (const cookie of cookies) this.cookiesToSet.set(cookie.name, cookie);
  }

  private assertOpen(): void {
    if (this.closed) throw new SessionCommittedError();
  }
}

function replaceData(view: SessionData, data: FrozenSessionData): void {
  for (const key of Object.keys(view))
    if (!Object.hasOwn(data, key)) delete (view as Record<string, unknown>)[key];
  Object.assign(view, data);
}
