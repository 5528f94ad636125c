import { isDeepStrictEqual } from 'node:util';
import { EMPTY, hasOwn, unchanged, type SessionDelta } from './backend/session-backend.js';
import type { FrozenSessionData, SessionData } from './session.js';
import { copyOfKey } from './session-copy.js';

type Data = Record<string, unknown>;

/** New values by top-level key; undefined for a key that is deleted. */
export type Changes = Map<string, unknown>;

/**
 * Returns what was changed at top-level keys. There is no deep merge: merging two versions of a cart brings removed lines
 * back.
 * @param keys keys that may have changed; default all
 */
export function changesBetween(before: object, after: object, keys?: Iterable<string>): Changes {
  const [was, is] = [before as Data, after as Data];
  const changes: Changes = new Map();
  for (const key of keys ?? new Set([...Object.keys(was), ...Object.keys(is)])) {
    const old = hasOwn(was, key) ? was[key] : undefined;
    const value = hasOwn(is, key) ? is[key] : undefined;
    if (value !== old && !isDeepStrictEqual(value, old)) changes.set(key, value);
  }
  return changes;
}

/** Returns the delta that makes these changes, on whatever data: other keys stay. */
export function applying(changes: Changes | undefined): SessionDelta {
  if (!changes?.size) return unchanged;
  return (current) => {
    const next: Data = { ...current };
    for (const [key, value] of changes)
      if (value === undefined) delete next[key];
      else next[key] = value;
    return next;
  };
}

/** What was assigned to a session object and is not stored yet: by operations that wait or run, and since the last one. */
export class Assignments {
  private stored: FrozenSessionData = EMPTY;
  private inPlace = false;
  /** The changes of each operation, in order; the last are those that the next operation takes. */
  private steps: Changes[] = [new Map()];

  /**
   * @param shown the data as they lie on the session object
   * @param isReserved whether the object cannot hold a key
   */
  constructor(
    private readonly shown: Data,
    private readonly isReserved: (key: string) => boolean,
  ) {}

  /** Notes that a key is assigned, or deleted if the value is undefined. */
  note(key: string, value: unknown): void {
    this.newest.set(key, value);
  }

  /** Takes the changes since the last time, for an operation that calls {@link giveBack} or {@link show} at its end. */
  take(): Changes {
    this.collect();
    const noted = this.steps.pop();
    const taken = changesBetween(this.expected(), this.shown, noted?.keys());
    if (this.inPlace) for (const [key, value] of taken) taken.set(key, copyOfKey(value));
    this.steps.push(taken, new Map());
    return taken;
  }

  /** Makes what a failed operation took count as assigned again. */
  giveBack(taken: Changes): void {
    const at = this.steps.indexOf(taken);
    const next = this.steps[at + 1];
    if (at === -1 || !next) return;
    for (const [key, value] of taken) if (!next.has(key)) next.set(key, value);
    this.steps.splice(at, 1);
  }

  /**
   * Shows stored data, changed by what is not stored yet.
   * @param inPlace whether the object gets a copy that may be changed in place, and is compared as a whole
   * @param done what is stored now of what was taken
   */
  show(stored: FrozenSessionData, inPlace: boolean, done?: Changes): void {
    this.collect();
    this.steps = this.steps.filter((changes) => changes !== done);
    [this.stored, this.inPlace] = [stored, inPlace];
    const { shown } = this;
    const data = this.expected() as Data;
    for (const key of Object.keys(shown)) if (!hasOwn(data, key)) delete shown[key];
    for (const key of Object.keys(data))
      if (!this.isReserved(key)) shown[key] = inPlace ? copyOfKey(data[key]) : data[key];
  }

  /** Drops what no operation has taken; `show` then shows what is left. */
  drop(): void {
    this.newest.clear();
    this.inPlace = false;
  }

  /** Removes everything. */
  clear(): void {
    this.steps = [new Map()];
    this.inPlace = false;
    this.show(EMPTY, false);
  }

  /** Notes what was changed in place. */
  private collect(): void {
    if (!this.inPlace) return;
    for (const [key, value] of changesBetween(this.expected(), this.shown)) this.note(key, value);
  }

  private expected(): FrozenSessionData {
    return this.steps.reduce<SessionData>((data, changes) => applying(changes)(data), this.stored);
  }

  private get newest(): Changes {
    return this.steps[this.steps.length - 1] as Changes;
  }
}
