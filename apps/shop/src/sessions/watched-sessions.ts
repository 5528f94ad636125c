import type { Awaitable, OpenedSession, SessionBackend, SessionDelta, SessionRequest } from '@app/session';
import type { SetCookie } from 'cookie';
import type { SessionEnds } from './session-ends.js';

/** A session backend that announces which ids end, in whatever state, and is otherwise the one that it stands before. */
export class WatchedSessions implements SessionBackend {
  constructor(
    private readonly backend: SessionBackend,
    private readonly ends: SessionEnds,
  ) {}

  open(request: SessionRequest): Awaitable<OpenedSession> {
    return this.backend.open(request);
  }

  commit(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Awaitable<OpenedSession> {
    const committing = this.backend.commit(request, session, delta);
    // A commit that needs no wait should cost no promise.
    if (!('then' in committing)) return this.compare(session, committing);
    return committing.then((after) => this.compare(session, after));
  }

  async renew(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    return this.compare(session, await this.backend.renew(request, session, delta));
  }

  async touch(request: SessionRequest, session: OpenedSession): Promise<OpenedSession> {
    return (await this.backend.touch?.(request, session)) ?? session;
  }

  async end(request: SessionRequest, session: OpenedSession): Promise<readonly SetCookie[]> {
    try {
      return await this.backend.end(request, session);
    } finally {
      // Also where the store could not be told: its visitor has left.
      if (session.info.id !== undefined) this.ends.announce(session.info.id);
    }
  }

  private compare({ info: { id } }: OpenedSession, after: OpenedSession): OpenedSession {
    if (id !== undefined && id !== after.info.id) this.ends.announce(id);
    return after;
  }
}
