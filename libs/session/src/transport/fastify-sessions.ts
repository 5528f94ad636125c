import type { IncomingMessage, ServerResponse } from 'node:http';
import { showMiddlewareProperties } from '../express-compatible/middleware-on-fastify.js';
import { HTTP_1_ONLY, sessionProperty, withSession, type SessionTransport } from './session-transport.js';

/** The part of a Fastify request that is used here. */
interface Request {
  readonly raw: IncomingMessage & { readonly session?: unknown };
  readonly protocol: string;
  readonly url: string;
}

type OnRequest = (request: Request, reply: { readonly raw: ServerResponse }, done: () => void) => void;

/** The part of a Fastify 4 or 5 instance that is used here. */
interface Instance {
  readonly initialConfig: { readonly http2?: boolean };
  decorateRequest(name: string, property: { getter(this: Request): unknown }): unknown;
}

/**
 * Gives every request of a Fastify instance a session, as `request.session` and, for middleware, `request.raw.session`.
 * @throws Error on HTTP/2
 */
export function useSessionsOnFastify(instance: Instance, transport: SessionTransport): void {
  if (instance.initialConfig.http2) throw new Error(HTTP_1_ONLY);
  instance.decorateRequest('session', {
    getter() {
      return this.raw.session;
    },
  });
  if (transport.expressCompatible) showMiddlewareProperties(instance as never);
  addFirstHook(instance, ({ raw: request, protocol, url: target }, { raw: response }, done) => {
    Object.defineProperty(request, 'session', sessionProperty);
    withSession(transport, request, response, { target, secure: protocol === 'https' }, done);
  });
}

/**
 * Adds an `onRequest` hook before all others. `addHook` would add it after that of middie, which Nest registers before
 * it creates modules, and which runs all middleware.
 */
function addFirstHook(instance: object, hook: OnRequest): void {
  const symbol = Object.getOwnPropertySymbols(instance).find(
    ({ description }) => description === 'fastify.hooks',
  );
  const hooks = symbol && (instance as Record<symbol, { onRequest?: OnRequest[] }>)[symbol];
  if (!hooks?.onRequest)
    throw new Error('Sessions do not support this version of Fastify: use Fastify 4 or 5.');
  hooks.onRequest.unshift(hook);
}
