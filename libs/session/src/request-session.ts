import type { SetCookie } from 'cookie';
import { Logger } from '@nestjs/common';
import { andThen, EMPTY, isPending, NOT_STORED, unchanged, type Awaitable } from './session-backend.js';
import type { OpenedSession, SessionBackend, SessionDelta, SessionRequest } from './session-backend.js';
import { applying, recipeDelta, sequence, type Changes } from './session-changes.js';
import { SessionOperations } from './session-operations.js';
import type { Session, SessionData } from './session.js';
import { SessionCommittedError } from './session.errors.js';
import { assertNotReserved, SessionView, unavailableSession } from './session-view.js';

const logger = new Logger('Session');

/** How the session of a request behaves. */
export interface RequestSessionOptions {
  /**
   * Gives each request a mutable copy of its session, which is compared when the response is sent: Express middleware
   * changes nested values in place (passport, connect-flash). On Fastify it also shows handlers what such middleware put
   * on `request.raw`. Default false: what was read is frozen.
   */
  readonly expressCompatible?: boolean;
}

/**
 * The session of one request: opened from its cookies, committed before the response is sent. Its operations run one
 * after the other. Those that write take along the keys that were assigned until they were called.
 */
export class RequestSession {
  private opened: OpenedSession | undefined;
  private view: SessionView | undefined;
  private cookiesToSet: Map<string, SetCookie> | undefined;
  private readonly operations: SessionOperations;

  constructor(
    private readonly backend: SessionBackend,
    private readonly request: SessionRequest,
    private readonly options: RequestSessionOptions = {},
  ) {
    this.operations = new SessionOperations(!request.cookieless);
  }

  /** Whether the response was sent in full, or cannot be sent any more. Set by the transport. */
  isAnswered: () => boolean = () => false;

  /** Told of an error that reading or assigning data is about to throw. Set by the transport. */
  onThrow: (error: unknown) => void = () => undefined;

  /** Opens the session. It never rejects: a failure shows when the session is used. */
  open(): Awaitable<void> {
    const failed = (error: unknown) => void (this.operations.failure = error);
    try {
      const opening = this.backend.open(this.request);
      if (!isPending(opening)) return this.accept(opening);
      return opening.then((opened) => this.accept(opened), failed);
    } catch (error) {
      return failed(error);
    }
  }

  /**
   * Why the request must not be handled, if so. Express middleware reads the session in callbacks, where an error that is
   * thrown would end the process: with `expressCompatible` the request fails first, as with express-session.
   */
  get refusal(): unknown {
    return this.options.expressCompatible ? this.operations.failure : undefined;
  }

  /** The session object. If the session could not be opened, its data throw the reason, and its methods reject with it. */
  get session(): Session {
    if (!this.opened) return unavailableSession(this, this.operations.failure);
    if (!this.view) {
      this.view = new SessionView(this);
      if (this.operations.state !== 'destroyed') this.show(this.opened);
    }
    return this.view.session;
  }

  /** Facts about the session as it is stored now. */
  get info(): OpenedSession['info'] {
    return (this.operations.state !== 'destroyed' && this.opened?.info) || NOT_STORED;
  }

  /**
   * Judges an assignment to a session object; undefined deletes the key. What is assigned to an object that was replaced
   * counts for the new one: `session.regenerate(() => (session.userId = 'ada'))` must not be lost, nor throw in a callback.
   * Once the client has the response, an assignment is a logged error: it is made in a callback, such as a listener of
   * `finish`, where throwing would end the process.
   * @throws SessionCommittedError
   */
  assign(view: SessionView, key: string, value: unknown): void {
    if (this.operations.state === 'committed' && this.isAnswered())
      return logger.error(new SessionCommittedError());
    this.operations.judge('assign');
    if (view !== this.view) Reflect.set(this.session, key, value);
  }

  /** See {@link SessionControls.update}. */
  update<T>(recipe: (draft: SessionData) => T): Promise<T> {
    let result: T;
    const step = recipeDelta(recipe, assertNotReserved, (returned: T) => void (result = returned));
    return this.change(
      (delta) => this.backend.commit(this.current, sequence(delta, step)),
      () => result,
    );
  }

  /** See {@link SessionControls.save}. */
  save(): Promise<void> {
    return this.change((delta) => this.backend.commit(this.current, delta));
  }

  /** See {@link SessionControls.regenerate}. */
  regenerate(patch: Partial<SessionData> = {}): Promise<void> {
    const step: SessionDelta = (current) => {
      Object.keys(patch).forEach(assertNotReserved);
      return { ...current, ...patch };
    };
    return this.change((delta) => this.renew(sequence(delta, step)));
  }

  /** Regenerates as express-session does: the request gets a new session object without data. */
  restart(): Promise<void> {
    return this.operations.add('change', async () => {
      this.view = undefined;
      this.accept(await this.renew(() => EMPTY));
    });
  }

  /** See {@link SessionControls.touch}. */
  touch(): Promise<void> {
    return this.operations.add('change', async () => this.accept(await this.backend.touch(this.current)));
  }

  /** See {@link SessionControls.reload}: what it takes along is dropped. */
  reload(): Promise<void> {
    return this.change(() => {
      const cookies = { ...this.request.cookies };
      for (const { name, value } of this.cookiesToSet?.values() ?? []) cookies[name] = value;
      // What this response sets replaces every value that the request brought.
      const cookieHeader = this.cookiesToSet ? undefined : this.request.cookieHeader;
      return this.backend.open({ ...this.request, cookies, cookieHeader });
    });
  }

  /** See {@link SessionControls.destroy}. */
  destroy(): Promise<void> {
    return this.operations.add('destroy', async () => {
      this.setCookies(this.backend.clearCookies(this.request));
      try {
        await this.backend.destroy(this.current);
        this.operations.state = 'destroyed';
      } catch (error) {
        this.operations.fail(error);
      } finally {
        this.view?.clear();
      }
    });
  }

  /**
   * Commits what the request changed, once, after the operations under way. Afterwards the session can only be read.
   * @param status status of the response. A failure that nobody handled must not look like a success; a response that
   * is an error stays as it is
   * @throws SessionError, or the error of an operation that nobody waited for
   */
  commit(status = 200): Awaitable<void> {
    const { operations, opened } = this;
    if (operations.pending) return operations.pending.then(() => this.commit(status));
    if (status < 400) operations.assertHandled();
    if (operations.state !== 'open' || !opened) return;
    const taken = this.view?.take() ?? [];
    const delta = status >= 400 && operations.reportedFault ? unchanged : applying(taken);
    operations.state = 'committed';
    return andThen(this.backend.commit(opened, delta), (committed) => this.accept(committed));
  }

  /** Returns the cookies that the response must set, each once. */
  takeCookies(): readonly SetCookie[] {
    const cookies = [...(this.cookiesToSet?.values() ?? [])];
    this.cookiesToSet = undefined;
    return cookies;
  }

  private async renew(delta: SessionDelta): Promise<OpenedSession> {
    try {
      return await this.backend.regenerate(this.current, delta);
    } catch (error) {
      return this.operations.fail(error);
    }
  }

  /** Runs an operation that takes along the keys that were assigned until it was called. */
  private change<T = void>(
    run: (delta: SessionDelta) => Awaitable<OpenedSession>,
    result?: () => T,
  ): Promise<T> {
    const taken = this.view?.take() ?? [];
    return this.operations.add('change', async () => {
      const steps = this.view?.unstored(taken) ?? [];
      this.accept(await run(applying(steps)), steps);
      return result?.() as T;
    });
  }

  /** @param done what is stored now of what was assigned */
  private accept(opened: OpenedSession, done?: readonly Changes[]): void {
    this.opened = opened;
    this.setCookies(opened.cookies);
    if (this.operations.state === 'open') this.show(opened, done);
  }

  private setCookies(cookies: readonly SetCookie[]): void {
    for (const cookie of cookies) (this.cookiesToSet ??= new Map()).set(cookie.name, cookie);
  }

  private show({ data, frozen }: OpenedSession, done?: readonly Changes[]): void {
    this.view?.show(data, this.options.expressCompatible === true || frozen === false, done);
  }

  private get current(): OpenedSession {
    if (!this.opened) throw this.operations.failure;
    return this.opened;
  }
}
