import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AccessTokenStrategy, SessionStrategy, type AuthRequest } from '@app/auth';
import { Sessions, type Session } from '@app/session';
import type { LiveVisitor } from './live-visitor.js';

/** The part of a socket's handshake that says who is there. */
export interface Handshake {
  readonly headers: IncomingHttpHeaders;
  /** What the client sent beside it; an access token is taken as if it came in `Authorization`. */
  readonly auth: { readonly token?: unknown };
}

/** Finds out who opens a socket, as the guard does for a request. It writes nothing and begins no session. */
@Injectable()
export class Handshakes {
  constructor(
    private readonly sessions: Sessions,
    private readonly accessTokens: AccessTokenStrategy,
    private readonly sessionUsers: SessionStrategy,
  ) {}

  /**
   * @throws InvalidTokenError for a token that is refused, whatever the cookies say
   * @throws SessionStoreUnavailableError, SessionUnreadableError if it cannot be known who it is
   */
  async visitorOf({ headers, auth }: Handshake): Promise<LiveVisitor> {
    const request: AuthRequest & { session?: Session } = {
      headers: withToken(headers, auth.token),
      // The balancer says it, and overwrites what a client claims.
      protocol: headers['x-forwarded-proto'] === 'https' ? 'https' : 'http',
    };
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined)
      return { user: (await this.accessTokens.validate(request)) || undefined };
    if (cookie === undefined) return {};
    const secure = request.protocol === 'https';
    const session = await this.sessions.open(cookie, { secure });
    const sessionId = session.id;
    const byToken = (await this.accessTokens.validate(request)) || undefined;
    if (byToken) return { user: byToken, sessionId };
    const signedIn = session.userId !== undefined;
    request.session = session;
    const user = (await this.sessionUsers.validate(request)) || undefined;
    // The login in it was ended from elsewhere: what the session holds is not to be shown any more.
    if (signedIn && !user) return {};
    return { user, sessionId };
  }
}

function withToken(headers: IncomingHttpHeaders, token: unknown): IncomingHttpHeaders {
  if (headers.authorization !== undefined || token === undefined) return headers;
  return { ...headers, authorization: `Bearer ${String(token)}` };
}
