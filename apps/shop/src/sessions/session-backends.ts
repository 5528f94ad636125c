import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  KeyRing,
  MemorySessionStore,
  RedisSessionStore,
  StoredSessions,
  type FrozenSessionData,
  type SessionBackend,
  type SessionStore,
} from '@app/session';
import { withCircuitBreaker } from '@app/session/circuit-breaker';
import { MemcachedSessionStore } from '@app/session/memcached';
import { nearCached, type NearCachedSessionStore } from '@app/session/near-cache';
import { SealedSessions } from '@app/session/sealed';
import { Cluster } from 'ioredis';
import { NearCacheMetrics } from '../operations/metrics/near-cache-metrics.js';
import { SessionMetrics } from '../operations/metrics/session-metrics.js';
import { RedisService } from '../redis/redis.service.js';
import type { State } from '../settings/settings.schema.js';
import { Settings } from '../settings/settings.js';
import { PostgresSessionStore } from './postgres-session.store.js';
import '../session-data.js';
import { StateUnavailableError } from './state-unavailable.error.js';

type StoredState = Exclude<State, 'token'>;

/** The session backend of every state, made when it is first asked for. */
@Injectable()
export class SessionBackends implements OnApplicationShutdown {
  /** The sessions of the state `memory`, which live as long as this process. */
  readonly memory = new MemorySessionStore();
  private readonly keys: KeyRing;
  private readonly stored = new Map<StoredState, StoredSessions>();
  private sealed: SealedSessions | undefined;
  private near: NearCachedSessionStore | undefined;
  private memcached: MemcachedSessionStore | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly redis: RedisService,
    private readonly postgres: PostgresSessionStore,
    private readonly metrics: SessionMetrics,
    nearCache: NearCacheMetrics,
  ) {
    nearCache.watch(() => this.near?.statistics);
    metrics.watchMemory(() => this.memory.size);
    this.keys = new KeyRing(settings.sessionKeys.map(({ id, key }) => ({ id, secret: key })));
  }

  /**
   * Where the sessions of that state live.
   * @throws StateUnavailableError for `near` on a Redis Cluster
   */
  of(state: State): SessionBackend {
    if (state !== 'token') return this.storedIn(state);
    return (this.sealed ??= new SealedSessions({
      keys: this.keys,
      cookie: this.cookieOf('token'),
      events: this.metrics.eventsOf('token'),
      ...this.timeouts,
    }));
  }

  /** The server-side sessions of that state. */
  storedIn(state: StoredState): StoredSessions {
    const known = this.stored.get(state);
    if (known) return known;
    const guarded = state === 'memory' ? undefined : withCircuitBreaker(this.storeOf(state));
    const sessions = new StoredSessions({
      store: guarded ?? this.memory,
      keys: this.keys,
      cookie: this.cookieOf(state),
      // Encrypting what never leaves this process would protect nothing.
      encrypt: state !== 'memory',
      userId: (data: FrozenSessionData) => data.userId,
      events: this.metrics.eventsOf(state),
      ...this.timeouts,
    });
    this.stored.set(state, sessions);
    this.metrics.watchBreaker(state, () => guarded?.circuitOpen ?? false);
    return sessions;
  }

  /** The name of that state's cookie on plain HTTP; over TLS it begins with `__Host-`. */
  cookieName(state: State): string {
    return `session_${state}_${this.settings.clusterId}`;
  }

  onApplicationShutdown(): void {
    this.near?.close();
    this.memcached?.close();
  }

  private storeOf(state: Exclude<StoredState, 'memory'>): SessionStore {
    switch (state) {
      case 'redis':
        return new RedisSessionStore({ redis: this.redis.client });
      case 'near':
        // One Redis tells one connection what changed; a Cluster's nodes would have to be followed each by its own.
        if (this.redis.client instanceof Cluster) throw new StateUnavailableError(state);
        return (this.near = nearCached(new RedisSessionStore({ redis: this.redis.client })));
      case 'memcached':
        return (this.memcached = new MemcachedSessionStore({
          server: new URL(this.settings.memcachedUrl).host,
        }));
      case 'postgres':
        return this.postgres;
    }
  }

  /** One cookie per state, so that the session of one is never taken for another's. */
  private cookieOf(state: State) {
    return { name: this.cookieName(state) };
  }

  private get timeouts() {
    return {
      idleSeconds: this.settings.sessionIdleSeconds,
      absoluteSeconds: this.settings.sessionAbsoluteSeconds,
    };
  }
}
