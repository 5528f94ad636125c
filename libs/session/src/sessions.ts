import { createParamDecorator, Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { parseCookie } from 'cookie';
import { SessionBackend, type UserDirectory, type UserSession } from './session-backend.js';
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

interface Holder {
  readonly session?: Session;
}

/** Where the GraphQL servers put the request: Apollo in `req` (or `request`), Mercurius in `reply`. */
interface GraphqlContext {
  readonly req?: Holder;
  readonly request?: Holder;
  readonly reply?: { readonly request?: Holder };
}

/**
 * Injects the session of the request, in HTTP controllers and GraphQL resolvers.
 * @throws Error in gateways, message handlers and subscriptions of Apollo, which have no request: use `Sessions.open`
 * there. A subscription of Mercurius has the session of its handshake, and no response: call `save()` after assignments
 * @example
 * @Get('cart')
 * cart(@CurrentSession() session: Session) {
 *   return session.cart ?? [];
 * }
 */
export const CurrentSession = createParamDecorator((_data: unknown, context: ExecutionContext): Session => {
  const session = requestOf(context)?.session;
  if (session) return session;
  throw new Error(
    `@CurrentSession() found no session in ${context.getClass().name}.${context.getHandler().name} ` +
      `(${context.getType<string>()}). Without an HTTP request, inject Sessions and call ` +
      '`await sessions.open(cookieHeader)`; with one, check that SessionModule is imported and `paths` covers the route.',
  );
});

function requestOf(context: ExecutionContext): Holder | undefined {
  const type = context.getType<string>();
  if (type === 'http') return context.switchToHttp().getRequest<Holder>();
  if (type !== 'graphql') return undefined;
  // The arguments of a resolver: root, args, context, info.
  const { req, request, reply } = context.getArgByIndex<GraphqlContext>(2) ?? {};
  return req ?? request ?? reply?.request;
}
