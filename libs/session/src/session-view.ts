import type { RequestSession } from './request-session.js';
import type { FrozenSessionData, Session, SessionCallback, SessionControls, SessionData } from './session.js';
import { hasOwn } from './backend/session-backend.js';
import { SessionValueError } from './session.errors.js';

const OWNER = Symbol('request session');

/** Data lie on the object itself, the controls on its prototype. */
class SessionView implements SessionControls {
  declare readonly [OWNER]: RequestSession;

  get id(): string | undefined {
    return this[OWNER].info.id;
  }

  get ref(): string | undefined {
    return this[OWNER].info.ref;
  }

  get createdAt(): Date | undefined {
    const { createdAt } = this[OWNER].info;
    return createdAt === undefined ? undefined : new Date(createdAt);
  }

  get version(): number {
    return this[OWNER].info.version;
  }

  update<T>(recipe: (draft: SessionData) => T): Promise<T> {
    return this[OWNER].update(recipe);
  }

  save(callback?: SessionCallback): Promise<void> {
    return told(this[OWNER].save(), callback);
  }

  regenerate(patch?: Partial<SessionData> | SessionCallback): Promise<void> {
    if (typeof patch !== 'function') return this[OWNER].regenerate(patch as Partial<SessionData> | undefined);
    return told(this[OWNER].restart(), patch as SessionCallback);
  }

  touch(): Promise<void> {
    return this[OWNER].touch();
  }

  reload(callback?: SessionCallback): Promise<void> {
    return told(this[OWNER].reload(), callback);
  }

  destroy(callback?: SessionCallback): Promise<void> {
    return told(this[OWNER].destroy(), callback);
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
export function isReserved(key: string): boolean {
  return key === '__proto__' || (key !== 'constructor' && hasOwn(SessionView.prototype, key));
}

/** Refuses keys that are reserved, before anything is written. @throws SessionValueError */
export function assertNotReserved(key: string): void {
  if (isReserved(key))
    throw new SessionValueError(`"${key}" is reserved by the session: store the value under another key.`);
}

/** Only writes are trapped: reading a session costs no more than reading an object. */
const handler: ProxyHandler<SessionView> = {
  set: (view, key, value) => assign(view, key, { value: value as unknown }),
  defineProperty(view, key, descriptor) {
    if (descriptor.get ?? descriptor.set) throw new SessionValueError('A session cannot hold an accessor.');
    return assign(view, key, { value: descriptor.value as unknown });
  },
  deleteProperty: (view, key) => assign(view, key, undefined),
  preventExtensions: () => false,
  setPrototypeOf: () => false,
};

function assign(view: SessionView, key: string | symbol, to: { value: unknown } | undefined): boolean {
  if (typeof key === 'string') {
    assertNotReserved(key);
    view[OWNER].assigned(view as unknown as Session, key, to);
  }
  if (to) Reflect.set(view, key, to.value);
  else Reflect.deleteProperty(view, key);
  return true;
}

/** A session object and the way to give it other data without having them count as assigned. */
export interface View {
  readonly session: Session;
  /** The data as they lie on the object, by key. */
  readonly data: SessionData;
  replace(data: FrozenSessionData): void;
}

/** Makes the session object of a request. */
export function createView(owner: RequestSession): View {
  const target = new SessionView() as SessionView & SessionData;
  Object.defineProperty(target, OWNER, { value: owner });
  return {
    session: new Proxy(target, handler) as unknown as Session,
    data: target,
    replace(data) {
      for (const key of Object.keys(target)) if (!hasOwn(data, key)) Reflect.deleteProperty(target, key);
      for (const key of Object.keys(data))
        if (!isReserved(key)) Reflect.set(target, key, (data as Record<string, unknown>)[key]);
    },
  };
}

/**
 * Stands for a session that could not be opened: a route that does not need it works. Reading or assigning data throws
 * the reason, and operations reject with it, also those with a callback. `destroy` still clears the cookie.
 */
export function unavailableSession(owner: RequestSession, failure: unknown): Session {
  const refuse = (): never => {
    throw failure;
  };
  const operations: object = createView(owner).session;
  return new Proxy({} as Session, {
    get: (_target, key) => (isOperation(key) ? Reflect.get(operations, key) : refuse()),
    set: refuse,
    has: refuse,
    ownKeys: refuse,
    defineProperty: refuse,
    deleteProperty: refuse,
  });
}

function isOperation(key: string | symbol): boolean {
  if (key === OWNER) return true;
  return (
    key !== 'constructor' &&
    typeof Object.getOwnPropertyDescriptor(SessionView.prototype, key)?.value === 'function'
  );
}
