import type { Awaitable } from '../session-backend.js';
import type { SessionStore } from '../store/session-store.js';

/** Runs an operation of a store, of that name, and does something before or after. */
export type AroundOperation = <T>(name: string, run: () => Awaitable<T>) => Awaitable<T>;

/** Operations of a store, and their names in the log. */
const NAMES = {
  ...{ load: 'load', create: 'create', compareAndSet: 'write', touch: 'touch', destroy: 'destroy' },
  ...{ list: 'list', destroyAll: 'destroyAll' },
} as const;

type Operation = (...args: unknown[]) => Awaitable<unknown>;

/** Returns a store whose every operation runs inside `around`: what decorators of a store have in common. */
export function interceptStore(store: SessionStore, around: AroundOperation): SessionStore {
  const { capabilities, maxStaleSeconds, keepsObjects, close } = store;
  const intercepted: Record<string, unknown> = {
    ...{ capabilities, maxStaleSeconds, keepsObjects, now: () => store.now() },
    ...(close && { close: () => close.call(store) }),
  };
  const operations = store as unknown as Record<string, Operation | undefined>;
  for (const [method, name] of Object.entries(NAMES))
    if (operations[method])
      intercepted[method] = (...args: unknown[]) => around(name, () => operations[method]?.(...args));
  return intercepted as unknown as SessionStore;
}
