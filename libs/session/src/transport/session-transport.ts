import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { parseCookie } from 'cookie';
import { andThen, isPending, type Awaitable, type SessionRequest } from '../session-backend.js';
import type { RequestSession } from '../request-session.js';
import { errorResponse } from '../session-exception.filter.js';
import { failResponse, holdUntilCommit, type NodeResponse } from './held-response.js';
import { answerIfUncaught } from './uncaught-errors.js';

/** Why HTTP/2 is refused: its responses have no bytes that could be held. */
export const HTTP_1_ONLY =
  'Sessions need HTTP/1.1: remove `http2` from the options of the server, and let a proxy such as nginx speak HTTP/2 to clients.';

/** Options of a transport. */
export interface SessionTransportOptions {
  /**
   * Decides which paths have a session; other requests (assets, probes) never reach the store. The path is decoded and has
   * no query. Default: all paths.
   */
  readonly paths?: ((path: string) => boolean) | undefined;
  /** Returns what to store about the client's device when a session is created, for a user's list of sessions. */
  readonly device?: ((headers: IncomingHttpHeaders) => Readonly<Record<string, string>>) | undefined;
}

/** What a transport needs: a factory of sessions, and a place for errors that have no response. */
export interface SessionTransport extends SessionTransportOptions {
  /** Whether handlers expect Express middleware. */
  readonly expressCompatible?: boolean | undefined;
  /** Creates the session of one request, not yet opened. */
  create(request: SessionRequest): TransportedSession;
  /** Called if a proxy that the application does not trust says that a request came over TLS. */
  onUntrustedProxy?(): void;
  /** Logs a failed commit, or an error of a handler after its response that would otherwise end the process. */
  logError(error: unknown): void;
}

/** The part of a request's session that a transport uses. */
export type TransportedSession = Pick<RequestSession, 'open' | 'commit' | 'takeCookies'> & {
  readonly session: unknown;
  readonly refusal?: unknown;
  isAnswered?: () => boolean;
  onThrow?: (error: unknown) => void;
};

const SESSION = Symbol('session');

type RequestWithSession = IncomingMessage & { [SESSION]?: TransportedSession };

/** Descriptor of `request.session`, for requests or for their prototype. */
export const sessionProperty: PropertyDescriptor & ThisType<RequestWithSession> = {
  get() {
    return this[SESSION]?.session;
  },
  configurable: true,
  enumerable: true,
};

/**
 * Opens the session of a request, which `sessionProperty` then returns, and has the request handled. The response is held
 * until the session is committed. Requests to paths without a session are only handled.
 * @param to the request target that decides about the route, and whether the client used TLS
 */
export function withSession(
  transport: SessionTransport,
  request: IncomingMessage,
  response: ServerResponse,
  to: { readonly target: string; readonly secure: boolean },
  handle: () => unknown,
): unknown {
  const proceed = (refusal: unknown) => {
    if (!refusal) return handle();
    const { status, headers, body } = errorResponse(refusal);
    return response.writeHead(status, headers).end(body);
  };
  let opening: Awaitable<unknown>;
  try {
    opening = openSession(transport, request, response, to);
  } catch (error) {
    // An option of the application threw, such as `device`.
    transport.logError(error);
    return proceed(error);
  }
  if (!isPending(opening)) return proceed(opening);
  return opening.then(proceed).catch((error: unknown) => {
    transport.logError(error);
    response.destroy();
  });
}

/** Opens the session of a request. @returns why the request must not be handled, undefined if it may be */
function openSession(
  transport: SessionTransport,
  request: IncomingMessage,
  response: ServerResponse,
  { target, secure }: { readonly target: string; readonly secure: boolean },
): Awaitable<unknown> {
  // An application may handle one request twice: it is mounted in another, or handed a rewritten URL.
  if (SESSION in request || transport.paths?.(requestPath(target)) === false) return;
  if (!('_writeRaw' in response)) throw new Error(HTTP_1_ONLY);
  const { headers } = request;
  if (!secure && headers['x-forwarded-proto'] === 'https') transport.onUntrustedProxy?.();
  const { cookie: cookieHeader } = headers;
  const cookies = parseCookie(cookieHeader ?? '');
  const session = transport.create({ cookies, cookieHeader, secure, device: transport.device?.(headers) });
  session.isAnswered = () => response.writableFinished || response.destroyed;
  (request as RequestWithSession)[SESSION] = session;
  const { logError } = transport;
  const held = response as NodeResponse;
  session.onThrow = (error) => answerIfUncaught(error, () => failResponse(held, session, error, logError));
  holdUntilCommit(held, session, logError);
  return andThen(session.open(), () => session.refusal);
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * Returns the path of a request target: without origin (RFC 9112 section 3.2.2) and query, and decoded as routers decode
 * it, so that `/%61pi/cart` is `/api/cart`. A path with a malformed escape is returned as it was sent.
 * @example requestPath('http://shop.example/%61pi/cart?page=2') // '/api/cart'
 */
export function requestPath(target: string): string {
  const local = target.startsWith('/') ? target : target.replace(ORIGIN, '');
  const end = local.search(/[?#]/);
  const path = (end === -1 ? local : local.slice(0, end)) || '/';
  if (!path.includes('%')) return path;
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
