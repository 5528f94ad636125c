import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import { isPending } from '../awaitable.js';
import type { SessionBackend } from '../backend/session-backend.js';
import { SessionScope } from '../session-scope.js';
import { beforeFirstByte } from './first-byte-gate.js';
import type { SessionTransportOptions } from './session-transport.options.js';

/** The part of an Express request that is used here. */
interface Request extends IncomingMessage {
  readonly secure: boolean;
  readonly originalUrl: string;
}

type Next = (error?: unknown) => void;

/** The part of an Express application that is used here. */
interface Application {
  use(middleware: (request: Request, response: ServerResponse, next: Next) => void): unknown;
}

/**
 * Puts `request.session` on an Express application: opened when the request arrives, committed before the first byte of
 * any answer: JSON, stream, redirect or error. A commit that fails turns the answer into that error.
 */
export function useSessionsOnExpress(
  application: Application,
  backend: SessionBackend,
  options: SessionTransportOptions,
): void {
  application.use((request, response, next) => {
    if (options.paths?.(request.originalUrl) === false) return next();
    const cookies = parseCookie(request.headers.cookie ?? '');
    const device = options.device?.(request.headers);
    const scope = new SessionScope(backend, { cookies, secure: request.secure, device });
    Object.defineProperty(request, 'session', { get: () => scope.session, configurable: true });
    const commit = async () => {
      try {
        await scope.commit();
      } finally {
        for (const cookie of scope.takeCookies())
          response.appendHeader('set-cookie', stringifySetCookie(cookie));
      }
    };
    beforeFirstByte(response, commit, next, () => {
      const seconds = scope.retryAfter(response.statusCode);
      if (seconds !== undefined && !response.hasHeader('retry-after'))
        response.setHeader('retry-after', String(seconds));
    });
    const opening = scope.open();
    if (isPending(opening)) opening.then(() => next(), next);
    else next();
  });
}
