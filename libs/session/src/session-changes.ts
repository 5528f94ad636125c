import { types } from 'node:util';
import { EMPTY, topLevelDelta, type SessionDelta } from './backend/session-backend.js';
import type { FrozenSessionData, Session } from './session.js';
import type { View } from './session-view.js';

/** What an operation takes along: the assignments made before it was called. */
export interface Taken {
  readonly delta: SessionDelta | undefined;
  readonly keys: readonly string[];
}

const KEPT_BY_STRUCTURED_CLONE = [
  types.isDate,
  types.isMap,
  types.isSet,
  types.isAnyArrayBuffer,
  types.isArrayBufferView,
];

export const NOTHING_TAKEN: Taken = { delta: undefined, keys: [] };

/** The session object of a request, and what was assigned to it and is not written yet. */
export class SessionChanges {
  private view: View | undefined;
  /** What the object is compared with: the stored data, changed by what waiting operations took along. */
  private base: FrozenSessionData = EMPTY;
  /** Keys that were assigned or deleted since the last `take`. */
  private readonly touched = new Set<string>();
  private readonly waiting: Taken[] = [];

  /**
   * @param createView makes the object when it is first asked for
   * @param owned whether the request has a copy that it may change in place, compared as a whole
   */
  constructor(
    private readonly createView: () => View,
    private readonly owned: () => boolean,
  ) {}

  /** Returns the session object. @param data what it holds when it is made */
  session(data: () => FrozenSessionData): Session {
    if (!this.view) {
      this.view = this.createView();
      this.show(data());
    }
    return this.view.session;
  }

  /** Notes that a key of a session object changes. @returns false for an object that was replaced */
  note(data: object, key: string): boolean {
    if (data !== this.view?.data) return false;
    this.touched.add(key);
    return true;
  }

  /** Takes the assignments made since the last time, to be written. */
  take(): Taken {
    const delta = this.difference();
    if (!delta) return NOTHING_TAKEN;
    const keys = [...this.touched];
    this.touched.clear();
    this.base = delta(this.base);
    return { delta, keys };
  }

  /** Notes that an operation waits with what it took; the returned function notes that it runs. */
  wait(taken: Taken): () => void {
    this.waiting.push(taken);
    return () => void this.waiting.splice(this.waiting.indexOf(taken), 1);
  }

  /** Makes what a failed operation took count as assigned again. @param data the stored data */
  putBack({ delta, keys }: Taken, data: () => FrozenSessionData): void {
    if (!delta) return;
    for (const key of keys) this.touched.add(key);
    this.base = this.expected(data());
  }

  /** Shows newer data on the object; assignments that are not written yet stay. */
  rebase(data: () => FrozenSessionData): void {
    if (this.view) this.show(this.expected(data()), this.difference());
  }

  /** Drops the assignments that no operation has taken. */
  drop(): void {
    this.touched.clear();
    if (this.view) this.show(this.base);
  }

  /** Removes all data from the object. */
  clear(): void {
    this.touched.clear();
    this.view?.replace(EMPTY);
  }

  /** Detaches the object, as `regenerate(callback)` does: it keeps its data, and the request gets a new one. */
  detach(): void {
    this.touched.clear();
    this.view = undefined;
  }

  private expected(data: FrozenSessionData): FrozenSessionData {
    return this.waiting.reduce((current, { delta }) => (delta ? delta(current) : current), data);
  }

  private show(data: FrozenSessionData, assigned?: SessionDelta): void {
    const owned = this.owned();
    this.base = owned ? copyOf(data) : data;
    const shown = assigned ? assigned(this.base) : this.base;
    this.view?.replace(owned ? copyOf(shown) : shown);
  }

  private difference(): SessionDelta | undefined {
    if (!this.view) return undefined;
    return this.owned()
      ? topLevelDelta(this.base, copyOf(this.view.data))
      : topLevelDelta(this.base, this.view.data, this.touched);
  }
}

/**
 * Copies data that a request may change in place. Values that a codec converts or refuses are left unchanged:
 * structuredClone throws for a function, and copies the fields of an instance that its `toJSON` hides.
 */
export function copyOf<T extends FrozenSessionData>(data: T): T {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data) as [string, unknown][])
    try {
      copy[key] = copyOfValue(value);
    } catch {
      // Circular, or a getter threw.
      copy[key] = value;
    }
  return copy as T;
}

function copyOfValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOfValue);
  if (KEPT_BY_STRUCTURED_CLONE.some((is) => is(value))) return structuredClone(value);
  // An instance of a class is copied as its fields, which express-session stores too.
  const isOrdinary = Object.prototype.toString.call(value) === '[object Object]';
  if ('toJSON' in value || !isOrdinary) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOfValue(inner)]));
}
