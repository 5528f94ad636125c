import type { IncomingMessage, ServerResponse } from 'node:http';
import { isPending } from '../awaitable.js';
import { errorResponse } from '../session-exception.filter.js';
import { assertResponsesCanBeHeld } from './node-response.js';
import { beginSession, sessionProperty, type SessionTransport } from './session-transport.js';

/** The part of an Express 4 or 5 application that is used here. */
interface Application {
  /** Prototype of the application's requests. */
  readonly request: object;
  handle(
    this: Application,
    request: IncomingMessage,
    response: ServerResponse,
    next?: (error?: unknown) => void,
  ): unknown;
}

/** The part of an Express request that is used here. */
interface Request extends IncomingMessage {
  readonly secure: boolean;
  readonly originalUrl?: string;
}

/**
 * Gives every request of an Express application a session. It is open before any middleware runs, whenever that is
 * registered: the application's entry is wrapped instead of its list of middleware. That also leaves Express 4 free to
 * create its router later, with settings such as `query parser`.
 */
export function useSessionsOnExpress(application: Application, transport: SessionTransport): void {
  assertResponsesCanBeHeld();
  // On the prototype: a property of each request would cost 3 µs.
  Object.defineProperty(application.request, 'session', sessionProperty);
  const { handle } = application;
  application.handle = function handleWithSession(request, response, next) {
    // What Express itself does first, so that `secure` follows its `trust proxy`.
    Object.setPrototypeOf(request, application.request);
    const { originalUrl, url, secure } = request as Request;
    const proceed = (refusal: unknown) =>
      refusal ? refuse(response, refusal) : handle.call(application, request, response, next);
    try {
      const opening = beginSession(transport, request, response, originalUrl ?? url ?? '/', secure);
      if (!isPending(opening)) return proceed(opening);
      return opening.then(proceed).catch((error: unknown) => {
        transport.logError(error);
        response.destroy();
      });
    } catch (error) {
      // An option of the application threw, such as `device`; Express itself handles what a handler throws.
      transport.logError(error);
      return refuse(response, error);
    }
  };
}

function refuse(response: ServerResponse, error: unknown): ServerResponse {
  const { status, headers, body } = errorResponse(error);
  return response.writeHead(status, headers).end(body);
}
