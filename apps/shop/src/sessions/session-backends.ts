import { Injectable } from '@nestjs/common';
import {
  KeyRing,
  MemorySessionStore,
  RedisSessionStore,
  SealedSessions,
  StoredSessions,
  type FrozenSessionData,
  type SessionBackend,
  type SessionStore,
} from '@app/session';
import { RedisService } from '../redis/redis.service.js';
import type { State } from '../settings/settings.schema.js';
import { Settings } from '../settings/settings.js';
import './session-data.js';
import { StateUnavailableError } from './state-unavailable.error.js';

type StoredState = Exclude<State, 'token'>;

/** The session backend of every state, made when it is first asked for. */
@Injectable()
export class SessionBackends {
  /** The sessions of the state `memory`, which live as long as this process. */
  readonly memory = new MemorySessionStore();
  private readonly keys: KeyRing;
  private readonly stored = new Map<StoredState, StoredSessions>();
  private sealed: SealedSessions | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly redis: RedisService,
  ) {
    this.keys = new KeyRing(settings.sessionKeys.map(({ id, key }) => ({ id, secret: key })));
  }

  /** Where the sessions of that state live. */
  of(state: State): SessionBackend {
    if (state !== 'token') return this.storedIn(state);
    return (this.sealed ??= new SealedSessions({
      keys: this.keys,
      cookie: this.cookieOf('token'),
      ...this.timeouts,
    }));
  }

  /** The server-side sessions of that state. */
  storedIn(state: StoredState): StoredSessions {
    const known = this.stored.get(state);
    if (known) return known;
    const sessions = new StoredSessions({
      store: this.storeOf(state),
      keys: this.keys,
      cookie: this.cookieOf(state),
      // Encrypting what never leaves this process would protect nothing.
      encrypt: state !== 'memory',
      userOf: (data: FrozenSessionData) => data.userId,
      ...this.timeouts,
    });
    this.stored.set(state, sessions);
    return sessions;
  }

  private storeOf(state: StoredState): SessionStore {
    switch (state) {
      case 'memory':
        return this.memory;
      case 'redis':
      case 'near':
        return new RedisSessionStore({ redis: this.redis.client });
      default:
        throw new StateUnavailableError(state);
    }
  }

  /** One cookie per state, so that the session of one is never taken for another's. */
  private cookieOf(state: State) {
    return { name: `session_${state}_${this.settings.clusterId}` };
  }

  private get timeouts() {
    return {
      idleSeconds: this.settings.sessionIdleSeconds,
      absoluteSeconds: this.settings.sessionAbsoluteSeconds,
    };
  }
}
