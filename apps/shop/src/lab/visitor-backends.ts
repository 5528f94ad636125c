import { Injectable } from '@nestjs/common';
import { hostCookieName } from '@app/auth';
import type { OpenedSession, SessionBackend, SessionRequest } from '@app/session';
import type { BackendChoice } from '../sessions/backend-choice.js';
import { SessionBackends } from '../sessions/session-backends.js';
import { LostSessions } from './telemetry/lost-sessions.js';
import { VisitorModes } from './visitor-modes.js';

/** Chooses the session backend of the state that the visitor chose. */
@Injectable()
export class VisitorBackends implements BackendChoice {
  constructor(
    private readonly backends: SessionBackends,
    private readonly modes: VisitorModes,
    private readonly lost: LostSessions,
  ) {}

  of({ cookies, secure }: SessionRequest): SessionBackend {
    return this.backends.of(this.modes.of(cookies, secure).state);
  }

  /** Counts a session that a cookie names and that does not exist. A session inside the cookie cannot get lost here. */
  opened({ cookies, secure }: SessionRequest, { info }: OpenedSession): void {
    if (info.version > 0) return;
    const { state } = this.modes.of(cookies, secure);
    const protocol = secure ? 'https' : 'http';
    const cookie = cookies[hostCookieName({ protocol }, this.backends.cookieName(state))];
    if (cookie && state !== 'token') this.lost.add(cookie);
  }
}
