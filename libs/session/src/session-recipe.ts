import { isPending } from './awaitable.js';
import { hasOwn, type SessionDelta } from './backend/session-backend.js';
import { applying, changesBetween } from './session-assignments.js';
import { copyOf } from './session-copy.js';
import type { SessionData } from './session.js';
import { SessionValueError } from './session.errors.js';
import { assertNotReserved } from './session-view.js';

/** The recipe of `update()` as a delta: it gets a copy of the data, and may run again. */
export class RecipeDelta<T> {
  /** What the recipe returned the last time it ran. */
  result: T | undefined;

  constructor(private readonly recipe: (draft: SessionData) => T) {}

  /** @throws SessionValueError for a recipe that cannot work, or what the recipe throws */
  readonly apply: SessionDelta = (current) => {
    const draft: SessionData = copyOf(current);
    this.result = this.recipe(draft);
    const changes = changesBetween(current, draft);
    // Assigning `__proto__` to a plain object sets no key.
    if (Object.getPrototypeOf(draft) !== Object.prototype) assertNotReserved('__proto__');
    for (const key of changes.keys()) assertNotReserved(key);
    assertNoData(this.result, draft, changes.size);
    return applying(changes)(current);
  };
}

/**
 * Refuses recipes that work otherwise: one that is asynchronous, and one that returns changed data as a reducer does.
 * @throws SessionValueError
 */
function assertNoData(result: unknown, draft: object, changes: number): void {
  if (isPending(result)) {
    result.then(undefined, () => undefined);
    throw new SessionValueError('The recipe of update() must be synchronous, but it returned a promise.');
  }
  const keys = Object.keys(draft);
  const isCopy = () => Object.prototype.toString.call(result) === '[object Object]' && result !== draft;
  if (changes === 0 && keys.length > 0 && isCopy() && keys.every((key) => hasOwn(result as object, key)))
    throw new SessionValueError(
      'The recipe of update() returned data instead of changing its draft: write `Object.assign(draft, …)`.',
    );
}
