import type { Awaitable } from '../awaitable.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import type {
  LoadOptions,
  SessionKey,
  SessionLifetime,
  SessionStore,
  StoreCapabilities,
  StoredSession,
} from './session-store.js';

/** A store whose every operation goes through a {@link CircuitBreaker}. */
export class GuardedSessionStore implements SessionStore {
  constructor(
    private readonly store: SessionStore,
    private readonly breaker: CircuitBreaker,
  ) {}

  get capabilities(): StoreCapabilities {
    return this.store.capabilities;
  }

  get maxStaleSeconds(): number | undefined {
    return this.store.maxStaleSeconds;
  }

  now(): number {
    return this.store.now();
  }

  load(key: SessionKey, options?: LoadOptions): Awaitable<StoredSession | undefined> {
    return this.breaker.run(() => this.store.load(key, options));
  }

  create(key: SessionKey, payload: Buffer, lifetime: SessionLifetime) {
    return this.breaker.run(() => this.store.create(key, payload, lifetime));
  }

  commit(key: SessionKey, version: number, payload: Buffer, lifetime: SessionLifetime) {
    return this.breaker.run(() => this.store.commit(key, version, payload, lifetime));
  }

  touch(key: SessionKey, lifetime: SessionLifetime) {
    return this.breaker.run(() => this.store.touch(key, lifetime));
  }

  destroy(key: SessionKey, version?: number) {
    return this.breaker.run(() => this.store.destroy(key, version));
  }

  list(tag: string) {
    return this.breaker.run(async () => (await this.store.list?.(tag)) ?? []);
  }

  destroyAll(tag: string, except?: string) {
    return this.breaker.run(async () => (await this.store.destroyAll?.(tag, except)) ?? 0);
  }
}
