import { isDeepStrictEqual } from 'node:util';
import type { FrozenSessionData, SessionData } from '../session-data.js';
import type { SessionDelta } from './session-backend.js';

type Entries = Record<string, unknown>;

/**
 * The change that a request made to the top-level keys, or undefined where it made none. Applied to data that another
 * request changed meanwhile, it sets and deletes only its own keys: there is no deep merge, since merging two
 * versions of one cart brings removed lines back.
 */
export function topLevelDelta(before: FrozenSessionData, after: SessionData): SessionDelta | undefined {
  const [was, is] = [before as Entries, after as Entries];
  const deleted = Object.keys(was).filter((key) => !Object.hasOwn(is, key) || is[key] === undefined);
  const assigned = Object.keys(is).filter(
    (key) => is[key] !== was[key] && is[key] !== undefined && !isDeepStrictEqual(is[key], was[key]),
  );
  if (assigned.length === 0 && deleted.length === 0) return undefined;
  const values = Object.fromEntries(assigned.map((key) => [key, is[key]]));
  return (current) => {
    const next: Entries = { ...current, ...values };
    for (const key of deleted) delete next[key];
    return next;
  };
}

/**
 * The new data as their next reader will see them, where that can be told without encoding and decoding them: every value
 * was read (and so is frozen) or is one that codecs keep as it is. Undefined where it cannot be told.
 */
export function settled(before: FrozenSessionData, after: FrozenSessionData): FrozenSessionData | undefined {
  const [was, is] = [before as Entries, after as Entries];
  for (const key of Object.keys(is)) if (is[key] !== was[key] && !isPlain(is[key])) return undefined;
  return Object.freeze({ ...after });
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

/** One delta after the other. */
export function sequence(first: SessionDelta | undefined, second: SessionDelta): SessionDelta {
  return first === undefined ? second : (current) => second(first(current));
}

/** The delta of a request that changed nothing. */
export const unchanged: SessionDelta = (current) => current;
