import { EMPTY, hasOwn } from './session-backend.js';
import type { RequestSession } from './request-session.js';
import type { FrozenSessionData, Session, SessionCallback, SessionControls, SessionData } from './session.js';
import { applying, changesBetween, copyOfKey, type Changes } from './session-changes.js';
import { SessionValueError } from './session.errors.js';

const VIEW = Symbol('session view');

type Data = Record<string, unknown>;

/** Data lie on the session object itself, the controls on its prototype. */
class Controls implements SessionControls {
  declare readonly [VIEW]: SessionView;

  get id(): string | undefined {
    return this[VIEW].owner.info.id;
  }

  get ref(): string | undefined {
    return this[VIEW].owner.info.ref;
  }

  get createdAt(): Date | undefined {
    const { createdAt } = this[VIEW].owner.info;
    return createdAt === undefined ? undefined : new Date(createdAt);
  }

  get version(): number {
    return this[VIEW].owner.info.version;
  }

  update<T>(recipe: (draft: SessionData) => T): Promise<T> {
    return this[VIEW].owner.update(recipe);
  }

  save(callback?: SessionCallback): Promise<void> {
    return told(this[VIEW].owner.save(), callback);
  }

  regenerate(patch?: Partial<SessionData> | SessionCallback): Promise<void> {
    const { owner } = this[VIEW];
    if (typeof patch !== 'function') return owner.regenerate(patch as Partial<SessionData> | undefined);
    return told(owner.restart(), patch as SessionCallback);
  }

  touch(): Promise<void> {
    return this[VIEW].owner.touch();
  }

  reload(callback?: SessionCallback): Promise<void> {
    return told(this[VIEW].owner.reload(), callback);
  }

  destroy(callback?: SessionCallback): Promise<void> {
    return told(this[VIEW].owner.destroy(), callback);
  }
}

/** Calls back when the operation is done. An error that the callback throws is not an error of the operation. */
function told(operation: Promise<void>, callback: SessionCallback | undefined): Promise<void> {
  if (typeof callback === 'function')
    operation.then(
      () => process.nextTick(callback),
      (error: unknown) => process.nextTick(callback, error),
    );
  return operation;
}

/** Whether a key cannot hold data, since the session has a property of that name. */
function isReserved(key: string): boolean {
  return key === '__proto__' || (key !== 'constructor' && hasOwn(Controls.prototype, key));
}

/** Refuses keys that are reserved, before anything is written. @throws SessionValueError */
export function assertNotReserved(key: string): void {
  if (isReserved(key))
    throw new SessionValueError(`"${key}" is reserved by the session: store the value under another key.`);
}

/** Only writes are trapped: reading a session costs no more than reading an object. */
const traps: ProxyHandler<Controls> = {
  set: (target, key, value) => assign(target, key, value as unknown),
  defineProperty(target, key, { get, set, value }) {
    if (get ?? set) throw new SessionValueError('A session cannot hold an accessor.');
    return assign(target, key, value as unknown);
  },
  deleteProperty: (target, key) => assign(target, key, undefined) && Reflect.deleteProperty(target, key),
  preventExtensions: () => false,
  setPrototypeOf: () => false,
};

function assign(target: Controls, key: string | symbol, value: unknown): true {
  const { owner } = target[VIEW];
  try {
    if (typeof key === 'string') {
      assertNotReserved(key);
      owner.assign(target[VIEW], key, value);
    }
  } catch (error) {
    owner.onThrow(error);
    throw error;
  }
  Reflect.set(target, key, value);
  return true;
}

/**
 * A session object, and what was assigned to it and is not stored yet. Assignments are found by comparing the object with
 * what it would hold without them.
 */
export class SessionView {
  readonly session: Session;
  private readonly shown: Data;
  /** What the object would hold if nothing was assigned since the last {@link take}. */
  private base: Data = {};
  /** What operations took and did not store yet, in order. */
  private steps: readonly Changes[] = [];
  private inPlace = false;

  constructor(readonly owner: RequestSession) {
    const target = Object.defineProperty(new Controls(), VIEW, { value: this });
    this.shown = target as unknown as Data;
    this.session = new Proxy(target, traps) as unknown as Session;
  }

  /** Takes what was assigned since the last time. @returns everything that is not stored yet */
  take(): readonly Changes[] {
    const changes = changesBetween(this.base, this.shown, this.inPlace);
    if (changes) {
      this.steps = [...this.steps, changes];
      this.base = applying([changes])(this.base);
    }
    return this.steps;
  }

  /** Returns those of the steps that no operation has stored meanwhile. */
  unstored(taken: readonly Changes[]): readonly Changes[] {
    return taken.filter((step) => this.steps.includes(step));
  }

  /**
   * Shows stored data, changed by what is not stored yet.
   * @param inPlace whether the object gets a copy that may be changed in place
   * @param done what is stored now, or dropped
   */
  show(stored: FrozenSessionData, inPlace: boolean, done: readonly Changes[] = []): void {
    this.steps = this.take().filter((step) => !done.includes(step));
    const data = applying(this.steps)(stored) as Data;
    this.inPlace = inPlace;
    this.base = {};
    for (const key of Object.keys(this.shown)) if (!hasOwn(data, key)) delete this.shown[key];
    for (const key of Object.keys(data)) {
      if (isReserved(key)) continue;
      this.base[key] = data[key];
      this.shown[key] = inPlace ? copyOfKey(data[key]) : data[key];
    }
  }

  /** Removes everything. */
  clear(): void {
    this.show(EMPTY, false, this.take());
  }
}

/**
 * Stands for a session that could not be opened: a route that does not need it works. Reading or assigning data throws
 * the reason, and operations reject with it, also those with a callback. `destroy` still clears the cookie.
 */
export function unavailableSession(owner: RequestSession, failure: unknown): Session {
  const { session } = new SessionView(owner);
  const refuse = (): never => {
    owner.onThrow(failure);
    throw failure;
  };
  const get = (_target: object, key: string | symbol): unknown =>
    key === VIEW || isOperation(key) ? Reflect.get(session, key) : refuse();
  const write = { set: refuse, defineProperty: refuse, deleteProperty: refuse };
  return new Proxy<object>({}, { get, has: refuse, ownKeys: refuse, ...write }) as Session;
}

function isOperation(key: string | symbol): boolean {
  const { value } = Object.getOwnPropertyDescriptor(Controls.prototype, key) ?? {};
  return key !== 'constructor' && typeof value === 'function';
}
