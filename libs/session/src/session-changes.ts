import { isDeepStrictEqual, types } from 'node:util';
import { hasOwn, isPending, unchanged, type SessionDelta } from './session-backend.js';
import type { FrozenSessionData, SessionData } from './session.js';
import { SessionValueError } from './session.errors.js';

type Data = Record<string, unknown>;

/** New values by top-level key; undefined for a key that is deleted. */
export type Changes = ReadonlyMap<string, unknown>;

/**
 * Returns what was changed at top-level keys, undefined if nothing was. There is no deep merge: merging two versions of a
 * cart brings removed lines back.
 * @param copied whether to copy the values, since they may be changed later
 */
export function changesBetween(before: object, after: object, copied = false): Changes | undefined {
  const [was, is] = [before as Data, after as Data];
  let changes: Map<string, unknown> | undefined;
  for (const key of Object.keys(is)) {
    const old = hasOwn(was, key) ? was[key] : undefined;
    if (is[key] === old || isDeepStrictEqual(is[key], old)) continue;
    (changes ??= new Map()).set(key, copied ? copyOfKey(is[key]) : is[key]);
  }
  for (const key of Object.keys(was)) if (!hasOwn(is, key)) (changes ??= new Map()).set(key, undefined);
  return changes;
}

/** Returns the delta that makes these changes, on whatever data: other keys stay. */
export function applying(steps: readonly Changes[]): SessionDelta {
  if (steps.length === 0) return unchanged;
  return (current) => {
    const next: Data = { ...current };
    for (const changes of steps)
      for (const [key, value] of changes)
        if (value === undefined) delete next[key];
        else next[key] = value;
    return next;
  };
}

/** Returns the delta that makes one change after another. */
export function sequence(first: SessionDelta, second: SessionDelta): SessionDelta {
  return (current) => second(first(current));
}

/**
 * Returns the recipe of `update()` as a delta. It gets a copy of the data, and may run again.
 * @param assertKey throws for a key that a session cannot hold
 * @param returned told what the recipe returns, each time it runs
 */
export function recipeDelta<T>(
  recipe: (draft: SessionData) => T,
  assertKey: (key: string) => void,
  returned: (result: T) => void,
): SessionDelta {
  return (current) => {
    const draft = copyOf(current);
    const result = recipe(draft);
    const changes = changesBetween(current, draft);
    // Assigning `__proto__` to a plain object sets no key.
    if (Object.getPrototypeOf(draft) !== Object.prototype) assertKey('__proto__');
    for (const key of changes?.keys() ?? []) assertKey(key);
    assertNoData(result, draft, changes !== undefined);
    returned(result);
    return changes ? applying([changes])(current) : current;
  };
}

/**
 * Refuses recipes that work otherwise: one that is asynchronous, and one that returns changed data as a reducer does.
 * @throws SessionValueError
 */
function assertNoData(result: unknown, draft: object, changed: boolean): void {
  if (isPending(result)) {
    result.then(undefined, () => undefined);
    throw new SessionValueError('The recipe of update() must be synchronous, but it returned a promise.');
  }
  const keys = Object.keys(draft);
  const isCopy = () => Object.prototype.toString.call(result) === '[object Object]' && result !== draft;
  if (!changed && keys.length > 0 && isCopy() && keys.every((key) => hasOwn(result as object, key)))
    throw new SessionValueError(
      'The recipe of update() returned data instead of changing its draft: write `Object.assign(draft, …)`.',
    );
}

const KEPT_BY_STRUCTURED_CLONE = [types.isDate, types.isMap, types.isSet, types.isAnyArrayBuffer];

/**
 * Copies data that may be changed in place. Values that a codec converts or refuses are left unchanged: structuredClone
 * throws for a function, and copies the fields of an instance that its `toJSON` hides.
 */
export function copyOf(data: FrozenSessionData): SessionData {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, copyOfKey(value)]));
}

/** Copies the value of one key. */
export function copyOfKey(value: unknown): unknown {
  try {
    return copyOfValue(value);
  } catch {
    // Circular, or a getter threw.
    return value;
  }
}

function copyOfValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOfValue);
  // structuredClone makes a Uint8Array of it.
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (ArrayBuffer.isView(value) || KEPT_BY_STRUCTURED_CLONE.some((is) => is(value)))
    return structuredClone(value);
  // An instance of a class is copied as its fields, which express-session stores too.
  const isOrdinary = Object.prototype.toString.call(value) === '[object Object]';
  if ('toJSON' in value || !isOrdinary) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOfValue(inner)]));
}
