import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionProperty, withSession, type SessionTransport } from './session-transport.js';

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
  // On the prototype: a property of each request would cost 3 µs.
  Object.defineProperty(application.request, 'session', sessionProperty);
  const { handle } = application;
  application.handle = function handleWithSession(request, response, next) {
    // What Express itself does first, so that `secure` follows its `trust proxy`.
    Object.setPrototypeOf(request, application.request);
    const { originalUrl, url, secure } = request as Request;
    const target = originalUrl ?? url ?? '/';
    return withSession(transport, request, response, { target, secure }, () =>
      handle.call(application, request, response, next),
    );
  };
}
