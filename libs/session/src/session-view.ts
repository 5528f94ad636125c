import { hasOwn } from './backend/session-backend.js';
import type { RequestSession } from './request-session.js';
import type { Session, SessionCallback, SessionControls, SessionData } from './session.js';
import { Assignments } from './session-assignments.js';
import { SessionValueError } from './session.errors.js';

const VIEW = Symbol('session view');

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
  if (typeof key === 'string') {
    assertNotReserved(key);
    target[VIEW].owner.assigned(target[VIEW], key, value);
  }
  Reflect.set(target, key, value);
  return true;
}

/** A session object, and what is assigned to it. */
export class SessionView {
  readonly session: Session;
  readonly assignments: Assignments;

  constructor(readonly owner: RequestSession) {
    const target = Object.defineProperty(new Controls(), VIEW, { value: this });
    this.assignments = new Assignments(target as unknown as Record<string, unknown>, isReserved);
    this.session = new Proxy(target, traps) as unknown as Session;
  }
}

/**
 * Stands for a session that could not be opened: a route that does not need it works. Reading or assigning data throws
 * the reason, and operations reject with it, also those with a callback. `destroy` still clears the cookie.
 */
export function unavailableSession(owner: RequestSession, failure: unknown): Session {
  const { session } = new SessionView(owner);
  const refuse = (): never => {
    throw failure;
  };
  const get = (_target: object, key: string | symbol): unknown =>
    key === VIEW || isOperation(key) ? Reflect.get(session, key) : refuse();
  return new Proxy<object>(
    {},
    {
      ...{ get, set: refuse, has: refuse, ownKeys: refuse, defineProperty: refuse, deleteProperty: refuse },
    },
  ) as Session;
}

function isOperation(key: string | symbol): boolean {
  const { value } = Object.getOwnPropertyDescriptor(Controls.prototype, key) ?? {};
  return key !== 'constructor' && typeof value === 'function';
}
