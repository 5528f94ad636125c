import { Injectable } from '@nestjs/common';
import type { SetCookie } from 'cookie';
import type { Awaitable, OpenedSession, SessionBackend, SessionDelta, SessionRequest } from '@app/session';
import { SessionBackends } from '../sessions/session-backends.js';
import { VisitorModes } from './visitor-modes.js';

/** The only session backend that knows of modes: it hands each request to that of the state its visitor chose. */
@Injectable()
export class SwitchingSessionBackend implements SessionBackend {
  constructor(
    private readonly backends: SessionBackends,
    private readonly modes: VisitorModes,
  ) {}

  open(request: SessionRequest): Awaitable<OpenedSession> {
    return this.chosenBy(request).open(request);
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

  private chosenBy({ cookies, secure }: SessionRequest): SessionBackend {
    return this.backends.of(this.modes.of(cookies, secure).state);
  }
}
