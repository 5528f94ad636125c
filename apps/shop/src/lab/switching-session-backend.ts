import { Injectable } from '@nestjs/common';
import { hostCookieName } from '@app/auth';
import type { SetCookie } from 'cookie';
import type { Awaitable, OpenedSession, SessionBackend, SessionDelta, SessionRequest } from '@app/session';
import { SessionBackends } from '../sessions/session-backends.js';
import { LostSessions } from './telemetry/lost-sessions.js';
import { VisitorModes } from './visitor-modes.js';

/** The only session backend that knows of modes: it hands each request to that of the state its visitor chose. */
@Injectable()
export class SwitchingSessionBackend implements SessionBackend {
  constructor(
    private readonly backends: SessionBackends,
    private readonly modes: VisitorModes,
    private readonly lost: LostSessions,
  ) {}

  open(request: SessionRequest): Awaitable<OpenedSession> {
    const opened = this.chosenBy(request).open(request);
    if (opened instanceof Promise) return opened.then((session) => this.counted(request, session));
    return this.counted(request, opened as OpenedSession);
  }

  commit(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Awaitable<OpenedSession> {
    return this.chosenBy(request).commit(request, session, delta);
  }

  renew(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    return this.chosenBy(request).renew(request, session, delta);
  }

  async touch(request: SessionRequest, session: OpenedSession): Promise<OpenedSession> {
    return (await this.chosenBy(request).touch?.(request, session)) ?? session;
  }

  end(request: SessionRequest, session: OpenedSession): Promise<readonly SetCookie[]> {
    return this.chosenBy(request).end(request, session);
  }

  /** Counts a session that was named and is not there; what travels in the cookie itself cannot get lost here. */
  private counted(request: SessionRequest, opened: OpenedSession): OpenedSession {
    if (opened.info.version > 0) return opened;
    const { state } = this.modes.of(request.cookies, request.secure);
    const name = hostCookieName(
      { protocol: request.secure ? 'https' : 'http' },
      this.backends.cookieName(state),
    );
    const cookie = request.cookies[name];
    if (cookie && state !== 'token') this.lost.add(cookie);
    return opened;
  }

  private chosenBy({ cookies, secure }: SessionRequest): SessionBackend {
    return this.backends.of(this.modes.of(cookies, secure).state);
  }
}
