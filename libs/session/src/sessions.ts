import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import { SessionBackend, type UserDirectory, type UserSession } from './backend/session-backend.js';
import { RequestSession } from './request-session.js';
import type { Session } from './session.js';
import { SessionsNotListableError } from './session.errors.js';

const HOST_COOKIE = /(?:^|;\s*)__Host-/;

/**
 * Sessions outside a request: in WebSocket handlers, message handlers and jobs, and the sessions of a user.
 * @example
 * constructor(private readonly sessions: Sessions) {}
 *
 * async handleConnection(client: Socket) {
 *   const session = await this.sessions.open(client.handshake.headers.cookie);
 *   if (session.userId === undefined) client.disconnect();
 * }
 */
@Injectable()
export class Sessions {
  constructor(@Inject(SessionBackend) private readonly backend: SessionBackend) {}

  /**
   * Opens the session that a `Cookie` header names; it is empty if there is none. Assigned keys are stored by
   * `session.save()` or `session.update()`. There is no response to set a cookie on: no session begins or changes its id.
   * @param cookieHeader the header, as it came with the handshake
   * @param secure whether the handshake came over TLS. Default: whether it brought a `__Host-` cookie, which browsers send
   * over TLS only
   * @throws SessionStoreUnavailableError, SessionUnreadableError
   */
  async open(
    cookieHeader: string | undefined,
    { secure = HOST_COOKIE.test(cookieHeader ?? '') }: { secure?: boolean } = {},
  ): Promise<Session> {
    const request = { cookies: parseCookie(cookieHeader ?? ''), cookieHeader, secure, cookieless: true };
    const opening = new RequestSession(this.backend, request);
    await opening.open();
    // If it could not be opened, resolving this promise throws the reason.
    return opening.session;
  }

  /**
   * Lists the live sessions of a user, the newest first.
   * @throws SessionsNotListableError for a store without an index, SessionStoreUnavailableError
   */
  async list(userId: string | number): Promise<readonly UserSession[]> {
    return this.users.list(String(userId));
  }

  /**
   * Destroys one session of a user, by the id that {@link list} returns.
   * @returns whether this user had such a session
   * @throws SessionsNotListableError for a store without an index, SessionStoreUnavailableError
   */
  async revoke(userId: string | number, id: string): Promise<boolean> {
    return this.users.revoke(String(userId), id);
  }

  /**
   * Destroys all sessions of a user.
   * @param except id of a session that stays, such as the current one
   * @returns how many were destroyed
   * @throws SessionsNotListableError for a store without an index, SessionStoreUnavailableError
   */
  async revokeAll(userId: string | number, options: { except?: string | undefined } = {}): Promise<number> {
    return this.users.revokeAll(String(userId), options);
  }

  private get users(): UserDirectory {
    if (!this.backend.users) throw new SessionsNotListableError();
    return this.backend.users;
  }
}
