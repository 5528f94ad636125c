import { hostCookieName } from '@app/auth';
import { RequestSession, type SessionBackend } from '@app/session';
import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply } from 'fastify';
import { RequestModes } from '../../operations/metrics/request-modes.js';
import { SessionBackends } from '../../sessions/session-backends.js';
import '../../session-data.js';
import { SessionEnds } from '../../sessions/session-ends.js';
import { StateUnavailableError } from '../../sessions/state-unavailable.error.js';
import { STATES, type State } from '../../settings/settings.schema.js';
import type { ShopRequest } from '../../shop-request.js';
import { TokenIdentityCarrier } from '../carriers/token-identity-carrier.js';

/** A login that the browser sent cookies of. */
interface HeldLogin {
  end(): Promise<void>;
  clearCookies(): void;
}

/**
 * The logins that a browser holds in other states than the request's own: their mode was lost, or changed behind the shop's back. They
 * end with every login and logout, so that none of them counts again later.
 */
@Injectable()
export class BrowserLogins {
  constructor(
    private readonly backends: SessionBackends,
    private readonly tokens: TokenIdentityCarrier,
    private readonly ends: SessionEnds,
    @Inject(RequestModes) private readonly modes: RequestModes,
  ) {}

  /**
   * Before a login: ends what other states hold.
   * @throws if one cannot be ended; the browser keeps its cookies, so that the next attempt ends it
   */
  async endOthers(request: ShopRequest, reply: FastifyReply): Promise<void> {
    for (const login of this.held(request, reply)) {
      await login.end();
      login.clearCookies();
    }
  }

  /**
   * At a logout: ends what other states hold.
   * @throws if one cannot be ended; the cookies of all of them are still cleared
   */
  async leaveOthers(request: ShopRequest, reply: FastifyReply): Promise<void> {
    const held = this.held(request, reply);
    for (const login of held) login.clearCookies();
    const outcomes = await Promise.allSettled(held.map((login) => login.end()));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Clears the cookies of the request's own state, if its session cannot be read or ended. */
  clearOwn(request: ShopRequest, reply: FastifyReply): void {
    const { state } = this.modes.ofRequest(request);
    clear(this.backends.of(state), request, reply);
    if (state === 'token') this.tokens.clear(request, reply);
  }

  private held(request: ShopRequest, reply: FastifyReply): HeldLogin[] {
    const { state: own } = this.modes.ofRequest(request);
    const cookies = parseCookie(request.headers.cookie ?? '');
    const sent = (state: State) =>
      cookies[hostCookieName(request, this.backends.cookieName(state))] !== undefined;
    const held = STATES.filter((state) => state !== own && state !== 'token' && sent(state)).flatMap(
      (state) => this.sessionIn(state, request, reply),
    );
    if (own !== 'token' && this.tokens.areSent(request)) held.push(this.tokenPair(request, reply));
    return held;
  }

  private sessionIn(state: State, request: ShopRequest, reply: FastifyReply): HeldLogin[] {
    const backend = this.backendOf(state);
    if (!backend) return [];
    return [
      {
        end: async () => {
          const opened = new RequestSession(backend, sessionRequest(request));
          await opened.open();
          const { session } = opened;
          const { id } = session;
          await session.destroy();
          if (id !== undefined) this.ends.announce(id);
        },
        clearCookies: () => clear(backend, request, reply),
      },
    ];
  }

  private tokenPair(request: ShopRequest, reply: FastifyReply): HeldLogin {
    return {
      end: () => this.tokens.endRefreshToken(request),
      clearCookies: () => {
        this.tokens.clear(request, reply);
        // What the visitor of the tokens held (the cart) is sealed in a cookie of its own.
        clear(this.backends.of('token'), request, reply);
      },
    };
  }

  /** Nobody can have a session in a state that this deployment cannot offer. */
  private backendOf(state: State): SessionBackend | undefined {
    try {
      return this.backends.of(state);
    } catch (error) {
      if (error instanceof StateUnavailableError) return undefined;
      throw error;
    }
  }
}

function sessionRequest(request: ShopRequest) {
  const { cookie: cookieHeader } = request.headers;
  return { cookies: parseCookie(cookieHeader ?? ''), cookieHeader, secure: request.protocol === 'https' };
}

function clear(backend: SessionBackend, request: ShopRequest, reply: FastifyReply): void {
  for (const cookie of backend.clearCookies(sessionRequest(request)))
    reply.header('set-cookie', stringifySetCookie(cookie));
}
