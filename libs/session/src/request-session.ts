import { Logger } from '@nestjs/common';
import type { SetCookie } from 'cookie';
import { isPending, Operation, type Awaitable } from './awaitable.js';
import { EMPTY, hasOwn, NOT_STORED, topLevelDelta, unchanged } from './backend/session-backend.js';
import type {
  OpenedSession,
  SessionBackend,
  SessionDelta,
  SessionRequest,
} from './backend/session-backend.js';
import type { Session, SessionData } from './session.js';
import { SessionCommittedError, SessionValueError } from './session.errors.js';
import { isFault } from './session-exception.filter.js';
import { VERDICTS, type SessionAction, type SessionState } from './session-states.js';
import { copyOf, NOTHING_TAKEN, SessionChanges } from './session-changes.js';
import { assertNotReserved, createView, unavailableSession } from './session-view.js';

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
  /** Why the session could not be opened, or why it must not be committed. */
  private failure: unknown;
  private state: SessionState = 'open';
  private last: Promise<void> | undefined;
  private readonly failures: { readonly operation?: Operation<unknown>; readonly error: unknown }[] = [];
  private readonly cookiesToSet = new Map<string, SetCookie>();
  private readonly changes: SessionChanges;

  constructor(
    private readonly backend: SessionBackend,
    private readonly request: SessionRequest,
    private readonly options: RequestSessionOptions = {},
  ) {
    this.changes = new SessionChanges(
      () => createView(this),
      () => options.expressCompatible === true || this.opened?.frozen === false,
    );
  }

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
    return this.changes.session(() => (this.state === 'destroyed' ? EMPTY : this.current.data));
  }

  /** Facts about the session as it is stored now. */
  get info(): OpenedSession['info'] {
    return (this.state !== 'destroyed' && this.opened?.info) || NOT_STORED;
  }

  /**
   * Notes that a key of a session object is being assigned or deleted. What is assigned to an object that was replaced
   * counts for the new one: `session.regenerate(() => (session.userId = 'ada'))` must not be lost, nor throw in a callback.
   * @param to the value, undefined if the key is deleted
   * @throws SessionCommittedError
   */
  assigned(data: object, key: string, to: { readonly value: unknown } | undefined): void {
    this.judge('assign');
    if (this.changes.note(data, key)) return;
    if (to) Reflect.set(this.session, key, to.value);
    else Reflect.deleteProperty(this.session, key);
  }

  /** See {@link SessionControls.update}. */
  update<T>(recipe: (draft: SessionData) => T): Promise<T> {
    let result: T | undefined;
    const step: SessionDelta = (current) => {
      const draft: SessionData = copyOf(current);
      result = recipe(draft);
      assertSynchronous(result);
      const delta = topLevelDelta(current, draft);
      // Assigning `__proto__` to a plain object sets no key.
      if (Object.getPrototypeOf(draft) !== Object.prototype) assertNotReserved('__proto__');
      for (const key of Object.keys(draft)) if (!hasOwn(current, key)) assertNotReserved(key);
      return delta ? delta(current) : current;
    };
    return this.write(async (delta) => {
      this.accept(await this.backend.commit(this.current, sequence(delta, step)));
      return result as T;
    });
  }

  /** See {@link SessionControls.save}. */
  save(): Promise<void> {
    return this.write(async (delta) =>
      this.accept(await this.backend.commit(this.current, delta ?? unchanged)),
    );
  }

  /** See {@link SessionControls.regenerate}. */
  regenerate(patch: Partial<SessionData> = {}): Promise<void> {
    const step: SessionDelta = (current) => {
      Object.keys(patch).forEach(assertNotReserved);
      return { ...current, ...patch };
    };
    return this.write((delta) => this.renew(sequence(delta, step)));
  }

  /** Regenerates as express-session does: the request gets a new session object without data. */
  restart(): Promise<void> {
    return this.enqueue('change', () => {
      this.changes.detach();
      return this.renew(() => EMPTY);
    });
  }

  /** See {@link SessionControls.touch}. */
  touch(): Promise<void> {
    return this.enqueue('change', async () => this.accept(await this.backend.touch(this.current)));
  }

  /** See {@link SessionControls.reload}. */
  reload(): Promise<void> {
    return this.enqueue('change', async () => {
      const cookies = { ...this.request.cookies };
      for (const { name, value } of this.cookiesToSet.values()) cookies[name] = value;
      const opened = await this.backend.open({ ...this.request, cookies });
      this.changes.drop();
      this.accept(opened);
    });
  }

  /** See {@link SessionControls.destroy}. */
  destroy(): Promise<void> {
    return this.enqueue('destroy', async () => {
      for (const cookie of this.backend.clearCookies(this.request))
        this.cookiesToSet.set(cookie.name, cookie);
      try {
        await this.backend.destroy(this.current);
        this.state = 'destroyed';
      } catch (error) {
        throw this.fail(error);
      } finally {
        this.changes.clear();
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
    return this.last ? this.last.then(() => this.commit(status)) : this.finish(status);
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
      const unhandled = this.failures.find(({ operation }) => !operation?.observed);
      if (unhandled) throw unhandled.error;
    }
    if (verdict !== 'run' || !this.opened) return;
    const { delta } = this.changes.take();
    this.state = 'committed';
    const committing = this.backend.commit(this.opened, delta ?? unchanged);
    return isPending(committing) ? committing.then((opened) => this.accept(opened)) : this.accept(committing);
  }

  private async renew(delta: SessionDelta): Promise<void> {
    try {
      this.accept(await this.backend.regenerate(this.current, delta));
    } catch (error) {
      throw this.fail(error);
    }
  }

  private fail(error: unknown): unknown {
    this.state = 'failed';
    this.failure = error;
    return error;
  }

  /** Runs an operation that writes the keys that were assigned until it was called. */
  private write<T>(run: (delta: SessionDelta | undefined) => Promise<T>): Promise<T> {
    try {
      const taken = this.changes.take();
      return this.enqueue('change', () => run(taken.delta), taken);
    } catch (error) {
      return this.enqueue('change', () => Promise.reject(error));
    }
  }

  /** Runs an operation when those before it are done, whether they failed or not. */
  private enqueue<T>(action: SessionAction, run: () => Promise<T>, taken = NOTHING_TAKEN): Promise<T> {
    const begin = this.changes.wait(taken);
    const outcome = (this.last ?? Promise.resolve()).then(async () => {
      begin();
      if (this.judge(action) === 'skip') return undefined as T;
      try {
        return await run();
      } catch (error) {
        this.changes.putBack(taken, () => this.current.data);
        throw error;
      }
    });
    const operation = Operation.of(outcome);
    const settled: Promise<void> = outcome
      .then(undefined, (error: unknown) => this.failed(operation, error))
      .then(() => {
        if (this.last === settled) this.last = undefined;
      });
    this.last = settled;
    return operation;
  }

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

  private accept(opened: OpenedSession): void {
    const same = opened === this.opened;
    this.opened = opened;
    for (const cookie of opened.cookies) this.cookiesToSet.set(cookie.name, cookie);
    if (!same && this.state === 'open') this.changes.rebase(() => opened.data);
  }

  private get current(): OpenedSession {
    if (!this.opened) throw this.failure;
    return this.opened;
  }
}

function sequence(first: SessionDelta | undefined, second: SessionDelta): SessionDelta {
  return first === undefined ? second : (current) => second(first(current));
}

function assertSynchronous(result: unknown): void {
  if (!isPending(result)) return;
  result.then(undefined, () => undefined);
  throw new SessionValueError('The recipe of update() must be synchronous, but it returned a promise.');
}
