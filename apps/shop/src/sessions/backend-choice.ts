import type { OpenedSession, SessionBackend, SessionRequest } from '@app/session';

/** Chooses the backend of each request: that of the one configured state, or in the lab that of the visitor's state. */
export interface BackendChoice {
  of(request: SessionRequest): SessionBackend;

  /** Called with each session that was opened, for statistics. */
  opened?(request: SessionRequest, session: OpenedSession): void;
}

/** Injection token of {@link BackendChoice}. */
export const BackendChoice = Symbol('BackendChoice');
