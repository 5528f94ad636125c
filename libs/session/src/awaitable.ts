/**
 * An answer that is there at once, or a promise of it. What memory answers comes at once: a promise, a bound in time and a
 * turn of the queue for each would cost more than the answer.
 */
export type Awaitable<T> = T | Promise<T>;

/** Whether an answer is yet to come. Asked by its `then`, since not every library's promise is a `Promise` (Prisma's). */
export function isPending<T>(answer: Awaitable<T>): answer is Promise<T> {
  return typeof (answer as Partial<Promise<T>> | null | undefined)?.then === 'function';
}

/** Goes on with an answer: at once where it is there. */
export function andThen<T, R>(answer: Awaitable<T>, next: (value: T) => R): Awaitable<Awaited<R>> {
  return (isPending(answer) ? answer.then(next) : next(answer)) as Awaitable<Awaited<R>>;
}

/**
 * The promise of a session operation. It knows whether anyone waits for it: a failure that nobody handles must show in the
 * response, and must not end the process as an unhandled rejection.
 */
export class Operation<T> extends Promise<T> {
  /** Promises derived from this one are ordinary ones. A getter, since a static field would be assigned with target ES2021. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  observed = false;

  /** @param outcome what the operation settles with */
  static of<T>(outcome: Promise<T>): Operation<T> {
    const operation = new Operation<T>((resolve) => resolve(outcome));
    Promise.prototype.then.call(operation, undefined, () => undefined);
    return operation;
  }

  override then<A = T, B = never>(...handlers: Parameters<Promise<T>['then']>): Promise<A | B> {
    this.observed = true;
    return super.then(...handlers) as Promise<A | B>;
  }
}
