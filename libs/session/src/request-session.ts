import { Logger } from '@nestjs/common';
import type { SetCookie } from 'cookie';
import { andThen, isPending, type Awaitable } from './awaitable.js';
import { EMPTY, NOT_STORED, unchanged } from './backend/session-backend.js';
import type {
  OpenedSession,
  SessionBackend,
  SessionDelta,
  SessionRequest,
} from './backend/session-backend.js';
import { applying, type Changes } from './session-assignments.js';
import { Operations, type Operation } from './session-operations.js';
import { RecipeDelta } from './session-recipe.js';
import type { Session, SessionData } from './session.js';
import { SessionCommittedError } from './session.errors.js';
import { isFault } from './session-exception.filter.js';
import { VERDICTS, type SessionAction, type SessionState } from './session-states.js';
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
  /** Why the session could not be opened, or why it must not be committed. */
  private failure: unknown;
  private state: SessionState = 'open';
  private readonly operations = new Operations((operation, error) => this.failed(operation, error));
  private readonly failures: { readonly operation: Operation<unknown>; readonly error: unknown }[] = [];
  private readonly cookiesToSet = new Map<string, SetCookie>();

  constructor(
    private readonly backend: SessionBackend,
    private readonly request: SessionRequest,
    private readonly options: RequestSessionOptions = {},
  ) {}

  /** Whether the response was sent in full, or cannot be sent any more. Set by the transport. */
  isAnswered: () => boolean = () => false;

  /** Opens the session. It never rejects: a failure shows when the session is used. */
  open(): Awaitable<void> {
    const failed = (error: unknown) => void (this.failure = error);
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
    return this.options.expressCompatible ? this.failure : undefined;
  }

  /** The session object. If the session could not be opened, its data throw the reason, and its methods reject with it. */
  get session(): Session {
    if (!this.opened) return unavailableSession(this, this.failure);
    if (!this.view) {
      this.view = new SessionView(this);
      if (this.state !== 'destroyed') this.show(this.opened);
    }
    return this.view.session;
  }

  /** Facts about the session as it is stored now. */
  get info(): OpenedSession['info'] {
    return (this.state !== 'destroyed' && this.opened?.info) || NOT_STORED;
  }

  /**
   * Notes that a key of a session object is being assigned, or deleted if the value is undefined. What is assigned to an object that
   * was replaced counts for the new one: `session.regenerate(() => (session.userId = 'ada'))` must not be lost, nor throw
   * in a callback. Once the client has the response, an assignment is a logged error: it is made in a callback, such as a
   * listener of `finish`, where throwing would end the process.
   * @throws SessionCommittedError
   */
  assigned(view: SessionView, key: string, value: unknown): void {
    if (this.state === 'committed' && this.isAnswered()) return logger.error(new SessionCommittedError());
    this.judge('assign');
    if (view === this.view) view.assignments.note(key, value);
    else Reflect.set(this.session, key, value);
  }

  /** See {@link SessionControls.update}. */
  update<T>(recipe: (draft: SessionData) => T): Promise<T> {
    const step = new RecipeDelta(recipe);
    const run = (delta: SessionDelta) => this.backend.commit(this.current, sequence(delta, step.apply));
    return this.enqueue('change', run, () => step.result as T);
  }

  /** See {@link SessionControls.save}. */
  save(): Promise<void> {
    return this.enqueue('change', (delta) => this.backend.commit(this.current, delta));
  }

  /** See {@link SessionControls.regenerate}. */
  regenerate(patch: Partial<SessionData> = {}): Promise<void> {
    const step: SessionDelta = (current) => {
      Object.keys(patch).forEach(assertNotReserved);
      return { ...current, ...patch };
    };
    return this.enqueue('change', (delta) => this.renew(sequence(delta, step)));
  }

  /** Regenerates as express-session does: the request gets a new session object without data. */
  restart(): Promise<void> {
    return this.enqueueAlone('change', () => {
      this.view = undefined;
      return this.renew(() => EMPTY);
    });
  }

  /** See {@link SessionControls.touch}. */
  touch(): Promise<void> {
    return this.enqueueAlone('change', () => this.backend.touch(this.current));
  }

  /** See {@link SessionControls.reload}. */
  reload(): Promise<void> {
    return this.enqueueAlone('change', async () => {
      const cookies = { ...this.request.cookies };
      for (const { name, value } of this.cookiesToSet.values()) cookies[name] = value;
      // What this response sets replaces every value that the request brought.
      const cookieHeader = this.cookiesToSet.size > 0 ? undefined : this.request.cookieHeader;
      const opened = await this.backend.open({ ...this.request, cookies, cookieHeader });
      this.view?.assignments.drop();
      return opened;
    });
  }

  /** See {@link SessionControls.destroy}. */
  destroy(): Promise<void> {
    return this.enqueueAlone('destroy', async () => {
      for (const cookie of this.backend.clearCookies(this.request))
        this.cookiesToSet.set(cookie.name, cookie);
      try {
        await this.backend.destroy(this.current);
        this.state = 'destroyed';
      } catch (error) {
        throw this.fail(error);
      } finally {
        this.view?.assignments.clear();
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
    const { pending } = this.operations;
    return pending ? pending.then(() => this.commit(status)) : this.finish(status);
  }

  /** Returns the cookies that the response must set, each once. */
  takeCookies(): readonly SetCookie[] {
    const cookies = [...this.cookiesToSet.values()];
    this.cookiesToSet.clear();
    return cookies;
  }

  private finish(status: number): Awaitable<void> {
    const verdict = VERDICTS[this.state].commit;
    if (status < 400) {
      if (verdict === 'failure') throw this.failure;
      const unhandled = this.failures.find(({ operation }) => !operation.observed);
      if (unhandled) throw unhandled.error;
    }
    if (verdict !== 'run' || !this.opened) return;
    // The handler has reported a fault, which another attempt would only repeat.
    const faulty = status >= 400 && this.failures.some(({ error }) => isFault(error));
    const delta = faulty ? unchanged : applying(this.view?.assignments.take());
    this.state = 'committed';
    return andThen(this.backend.commit(this.opened, delta), (opened) => this.accept(opened));
  }

  private async renew(delta: SessionDelta): Promise<OpenedSession> {
    try {
      return await this.backend.regenerate(this.current, delta);
    } catch (error) {
      throw this.fail(error);
    }
  }

  private fail(error: unknown): unknown {
    this.state = 'failed';
    this.failure = error;
    return error;
  }

  /** Runs an operation that takes along the keys that were assigned until it was called. */
  private enqueue<T>(
    action: SessionAction,
    run: (delta: SessionDelta) => Awaitable<OpenedSession>,
    result?: () => T,
  ): Promise<T> {
    return this.operations.add(async (before) => {
      const taken = this.view?.assignments.take();
      await before;
      try {
        this.judge(action);
        this.accept(await run(applying(taken)), taken);
      } catch (error) {
        if (taken) this.view?.assignments.giveBack(taken);
        throw error;
      }
      return result?.() as T;
    });
  }

  /** Runs an operation that writes nothing of what is assigned. */
  private enqueueAlone(action: SessionAction, run: () => Promise<OpenedSession | void>): Promise<void> {
    return this.operations.add(async (before) => {
      await before;
      if (this.judge(action) === 'skip') return;
      const opened = await run();
      if (opened) this.accept(opened);
    });
  }

  /** Notes a failure for the response. */
  private failed(operation: Operation<unknown>, error: unknown): void {
    const hasResponse = this.state !== 'committed' && !this.request.cookieless;
    if (hasResponse) this.failures.push({ operation, error });
    else if (!operation.observed && isFault(error)) logger.error(error);
  }

  /** @throws SessionCommittedError, or what made the session fail */
  private judge(action: SessionAction): 'run' | 'skip' {
    const verdict = VERDICTS[this.state][action];
    if (verdict === 'failure') throw this.failure;
    if (verdict !== 'mistake') return verdict;
    throw this.state === 'destroyed'
      ? new SessionCommittedError('The session was destroyed: nothing can be stored in it.')
      : new SessionCommittedError();
  }

  /** @param done what is stored now of what was taken */
  private accept(opened: OpenedSession, done?: Changes): void {
    this.opened = opened;
    for (const cookie of opened.cookies) this.cookiesToSet.set(cookie.name, cookie);
    if (this.state === 'open') this.show(opened, done);
  }

  private show({ data, frozen }: OpenedSession, done?: Changes): void {
    const inPlace = this.options.expressCompatible === true || frozen === false;
    this.view?.assignments.show(data, inPlace, done);
  }

  private get current(): OpenedSession {
    if (!this.opened) throw this.failure;
    return this.opened;
  }
}

function sequence(first: SessionDelta, second: SessionDelta): SessionDelta {
  return (current) => second(first(current));
}
