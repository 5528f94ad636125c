import type { IncomingMessage, ServerResponse } from 'node:http';
import { showMiddlewareProperties } from '../express-compatible/middleware-on-fastify.js';
import { assertResponsesCanBeHeld } from './held-response.js';
import { HTTP_1_ONLY, sessionProperty, withSession, type SessionTransport } from './session-transport.js';

/** The part of Nest's `AbstractHttpAdapter` that is used here. */
interface HttpAdapter {
  getType(): string;
  getInstance(): unknown;
}

const transports: Readonly<Record<string, (instance: never, transport: SessionTransport) => void>> = {
  express: useSessionsOnExpress,
  fastify: useSessionsOnFastify,
};

const installed = new WeakMap<object, SessionTransport>();

/**
 * Gives every request of a Nest application a session. A module calls it in its constructor, where `NestFactory` has
 * the adapter ready, and again in `configure`, since an application of a testing module gets its adapter later. The
 * second call has no effect.
 * @param adapter `httpAdapter` of Nest's `HttpAdapterHost`, undefined without HTTP
 * @throws Error on another adapter than Express and Fastify, or if the application has sessions of another module
 */
export function useSessions(adapter: HttpAdapter | undefined, transport: SessionTransport): void {
  if (!adapter) return;
  const use = transports[adapter.getType()];
  if (!use) throw new Error('SessionModule supports the Express and Fastify adapters of Nest.');
  const instance = adapter.getInstance() as object;
  const present = installed.get(instance);
  if (present === transport) return;
  if (present)
    throw new Error('SessionModule is imported twice: call `SessionModule.forRoot` in the root module only.');
  assertResponsesCanBeHeld();
  use(instance as never, transport);
  installed.set(instance, transport);
}

/** The part of an Express 4 or 5 application that is used here. */
interface ExpressApplication {
  /** Prototype of the application's requests. */
  readonly request: object;
  handle(
    this: ExpressApplication,
    request: IncomingMessage,
    response: ServerResponse,
    next?: (error?: unknown) => void,
  ): unknown;
}

/** The part of an Express request that is used here. */
interface ExpressRequest extends IncomingMessage {
  readonly secure: boolean;
  readonly originalUrl?: string;
}

/**
 * Gives every request of an Express application a session. It is open before any middleware runs, whenever that is
 * registered: the application's entry is wrapped instead of its list of middleware. That also leaves Express 4 free to
 * create its router later, with settings such as `query parser`.
 */
export function useSessionsOnExpress(application: ExpressApplication, transport: SessionTransport): void {
  // On the prototype: a property of each request would cost 3 µs.
  Object.defineProperty(application.request, 'session', sessionProperty);
  const { handle } = application;
  application.handle = function handleWithSession(request, response, next) {
    // What Express itself does first, so that `secure` follows its `trust proxy`.
    Object.setPrototypeOf(request, application.request);
    const { originalUrl, url, secure } = request as ExpressRequest;
    const target = originalUrl ?? url ?? '/';
    return withSession(transport, request, response, { target, secure }, () =>
      handle.call(application, request, response, next),
    );
  };
}

/** The part of a Fastify request that is used here. */
interface FastifyRequest {
  readonly raw: IncomingMessage & { readonly session?: unknown };
  readonly protocol: string;
  readonly url: string;
}

type OnRequest = (request: FastifyRequest, reply: { readonly raw: ServerResponse }, done: () => void) => void;

/** The part of a Fastify 4 or 5 instance that is used here. */
interface FastifyInstance {
  readonly initialConfig: { readonly http2?: boolean };
  decorateRequest(name: string, property: { getter(this: FastifyRequest): unknown }): unknown;
}

/**
 * Gives every request of a Fastify instance a session, as `request.session` and, for middleware, `request.raw.session`.
 * @throws Error on HTTP/2
 */
export function useSessionsOnFastify(instance: FastifyInstance, transport: SessionTransport): void {
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
