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
