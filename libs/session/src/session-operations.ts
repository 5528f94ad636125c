import { Logger } from '@nestjs/common';
import type { Awaitable } from './session-backend.js';
import { SessionCommittedError } from './session.errors.js';
import { isFault } from './session-exception.filter.js';

const logger = new Logger('Session');

/** States of the session of one request. */
export type SessionState = 'open' | 'committed' | 'destroyed' | 'failed';

/** What is done with a session; `change` stands for update, save, touch, reload and regenerate. */
export type SessionAction = 'assign' | 'change' | 'destroy' | 'commit';

/** `run` it, `skip` it silently, refuse it as a `mistake` of the code, or reject with the `failure` that came before. */
export type Verdict = 'run' | 'skip' | 'mistake' | 'failure';

/**
 * The transition table. A session is `open` until its response begins (`committed`), it was `destroyed`, or a regenerate
 * or destroy has `failed`: whether the id is old or new is then unknown to the request, so it commits nothing.
 */
export const VERDICTS: Readonly<Record<SessionState, Readonly<Record<SessionAction, Verdict>>>> = {
  open: { assign: 'run', change: 'run', destroy: 'run', commit: 'run' },
  committed: { assign: 'mistake', change: 'mistake', destroy: 'mistake', commit: 'skip' },
  destroyed: { assign: 'mistake', change: 'mistake', destroy: 'skip', commit: 'skip' },
  failed: { assign: 'skip', change: 'failure', destroy: 'run', commit: 'failure' },
};

/**
 * The promise of a session operation. It knows whether anyone waits for it: a failure that nobody handles must show in the
 * response, and must not end the process as an unhandled rejection.
 */
class Operation<T> extends Promise<T> {
  /** Promises derived from this one are ordinary ones. A getter, since a static field would be assigned with target ES2021. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  observed = false;

  override then<A = T, B = never>(...handlers: Parameters<Promise<T>['then']>): Promise<A | B> {
    this.observed = true;
    return super.then(...handlers) as Promise<A | B>;
  }
}

/** The operations of one session, which run one after the other, and the state that they leave it in. */
export class SessionOperations {
  state: SessionState = 'open';
  /** Why the session could not be opened, or why it must not be committed. */
  failure: unknown;
  /** When all operations under way are done; undefined if there are none. */
  pending: Promise<void> | undefined;
  private failures: { readonly operation: Operation<unknown>; readonly error: unknown }[] | undefined;

  /** @param hasResponse whether there is a response that can show a failure */
  constructor(private readonly hasResponse: boolean) {}

  /** Runs an operation after those before it, if the state then allows it. */
  add<T>(action: SessionAction, run: () => Awaitable<T>): Promise<T> {
    const outcome = this.runAfter(this.pending, action, run);
    const operation = new Operation<T>((resolve) => resolve(outcome));
    // Not by its own `then`, which would count as someone who waits.
    void Promise.prototype.then.call(operation, undefined, () => undefined);
    const settled: Promise<void> = outcome
      .then(undefined, (error: unknown) => this.failed(operation, error))
      .then(() => {
        if (this.pending === settled) this.pending = undefined;
      });
    this.pending = settled;
    return operation;
  }

  /** Whether to run or to skip an action now. @throws SessionCommittedError, or what made the session fail */
  judge(action: SessionAction): 'run' | 'skip' {
    const verdict = VERDICTS[this.state][action];
    if (verdict === 'failure') throw this.failure;
    if (verdict !== 'mistake') return verdict;
    throw this.state === 'destroyed'
      ? new SessionCommittedError('The session was destroyed: nothing can be stored in it.')
      : new SessionCommittedError();
  }

  /** Makes the session fail. @throws the error */
  fail(error: unknown): never {
    this.state = 'failed';
    this.failure = error;
    throw error;
  }

  /** @throws what a response that is no error must become: why the session failed, or an error that nobody waited for */
  assertHandled(): void {
    this.judge('commit');
    const unhandled = this.failures?.find(({ operation }) => !operation.observed);
    if (unhandled) throw unhandled.error;
  }

  /** Whether the handler was told of a fault, which another attempt would only repeat. */
  get reportedFault(): boolean {
    return this.failures?.some(({ error }) => isFault(error)) ?? false;
  }

  private async runAfter<T>(
    before: Promise<void> | undefined,
    action: SessionAction,
    run: () => Awaitable<T>,
  ) {
    await before;
    return this.judge(action) === 'run' ? run() : (undefined as T);
  }

  /** Notes a failure for the response. */
  private failed(operation: Operation<unknown>, error: unknown): void {
    if (this.hasResponse && this.state !== 'committed') (this.failures ??= []).push({ operation, error });
    else if (!operation.observed && isFault(error)) logger.error(error);
  }
}
