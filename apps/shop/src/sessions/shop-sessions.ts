import type { Awaitable, OpenedSession, SessionBackend, SessionDelta, SessionRequest } from '@app/session';
import type { SetCookie } from 'cookie';
import type { BackendChoice } from './backend-choice.js';
import type { SessionEnds } from './session-ends.js';

/**
 * The session backend of the shop: chooses one of the backends when a session is opened, and announces the ids of sessions
 * that end.
 */
export class ShopSessions implements SessionBackend {
  constructor(
    private readonly choice: BackendChoice,
    private readonly ends: SessionEnds,
  ) {}

  open(request: SessionRequest): Awaitable<OpenedSession> {
    const backend = this.choice.of(request);
    return andThen(backend.open(request), (inner) => {
      this.choice.opened?.(request, inner);
      return new ChosenSession(backend, inner);
    });
  }

  commit(session: OpenedSession, delta: SessionDelta): Awaitable<OpenedSession> {
    const { backend, inner } = chosen(session);
    return andThen(backend.commit(inner, delta), (after) => this.changed(session, after));
  }

  async regenerate(session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    const { backend, inner } = chosen(session);
    return this.changed(session, await backend.regenerate(inner, delta));
  }

  async touch(session: OpenedSession): Promise<OpenedSession> {
    const { backend, inner } = chosen(session);
    return this.changed(session, await backend.touch(inner));
  }

  async destroy(session: OpenedSession): Promise<void> {
    const { backend, inner } = chosen(session);
    try {
      await backend.destroy(inner);
    } finally {
      // Also if the store is unavailable: the visitor has left.
      if (session.info.id !== undefined) this.ends.announce(session.info.id);
    }
  }

  clearCookies(request: SessionRequest): readonly SetCookie[] {
    return this.choice.of(request).clearCookies(request);
  }

  private changed(session: OpenedSession, after: OpenedSession): OpenedSession {
    const { backend, inner } = chosen(session);
    if (after === inner) return session;
    const { id } = session.info;
    if (id !== undefined && id !== after.info.id) this.ends.announce(id);
    return new ChosenSession(backend, after);
  }
}

/** A session and the backend that opened it; its own handle. */
class ChosenSession implements OpenedSession {
  constructor(
    readonly backend: SessionBackend,
    readonly inner: OpenedSession,
  ) {}

  get handle(): this {
    return this;
  }

  get info() {
    return this.inner.info;
  }

  get cookies() {
    return this.inner.cookies;
  }

  // Passed on when it is read, since a backend may decode the data only then.
  get data() {
    return this.inner.data;
  }

  get frozen() {
    return this.inner.frozen ?? true;
  }
}

function chosen(session: OpenedSession): ChosenSession {
  return session.handle as ChosenSession;
}

/** Continues with a result, immediately if there is no promise of it: a session in memory should cost none. */
function andThen<T extends object, R>(result: Awaitable<T>, next: (value: T) => R): Awaitable<R> {
  return 'then' in result ? result.then(next) : next(result);
}
