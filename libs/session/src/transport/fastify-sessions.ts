import { parseCookie, stringifySetCookie } from 'cookie';
import { isPending } from '../awaitable.js';
import type { SessionBackend } from '../backend/session-backend.js';
import { SessionScope } from '../session-scope.js';
import type { SessionTransportOptions } from './session-transport.options.js';

const SCOPE = Symbol('session scope');

/** The part of a Fastify request that is used here. */
interface Request {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly protocol: string;
  readonly url: string;
  [SCOPE]: SessionScope | undefined;
}

/** The part of a Fastify reply that is used here. */
interface Reply {
  readonly statusCode: number;
  hasHeader(name: string): boolean;
  header(name: string, value: string): unknown;
}

type Done = (error?: Error | null, payload?: unknown) => void;

/** The part of a Fastify instance that is used here. */
interface Instance {
  decorateRequest(name: string | symbol, property: { getter(this: Request): unknown } | undefined): unknown;
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply, done: Done) => void): unknown;
  addHook(
    name: 'onSend',
    hook: (request: Request, reply: Reply, payload: unknown, done: Done) => void,
  ): unknown;
}

/**
 * Puts `request.session` on a Fastify instance: opened when the request arrives, committed in `onSend`, which is
 * before the first byte of any answer: JSON, stream, redirect or error. A commit that fails turns the answer into
 * that error. The hooks call back, since a session that needs no wait should cost no promise.
 */
export function useSessionsOnFastify(
  instance: Instance,
  backend: SessionBackend,
  options: SessionTransportOptions,
): void {
  instance.decorateRequest(SCOPE, undefined);
  instance.decorateRequest('session', {
    getter() {
      return this[SCOPE]?.session;
    },
  });

  instance.addHook('onRequest', (request, _reply, done) => {
    if (options.paths?.(request.url) === false) return done();
    const cookies = parseCookie((request.headers['cookie'] as string | undefined) ?? '');
    const secure = request.protocol === 'https';
    const scope = new SessionScope(backend, { cookies, secure, device: options.device?.(request.headers) });
    request[SCOPE] = scope;
    const opening = scope.open();
    if (isPending(opening)) opening.then(() => done(), done);
    else done();
  });

  instance.addHook('onSend', (request, reply, payload, done) => {
    const scope = request[SCOPE];
    if (!scope) return done(null, payload);
    const committed = () => {
      setCookies(scope, reply);
      setRetryAfter(scope, reply);
      done(null, payload);
    };
    const failed = (error: Error) => {
      setCookies(scope, reply);
      discard(payload);
      done(error);
    };
    let committing;
    try {
      committing = scope.commit();
    } catch (error) {
      return failed(error as Error);
    }
    if (isPending(committing)) committing.then(committed, failed);
    else committed();
  });
}

function setCookies(scope: SessionScope, reply: Reply): void {
  for (const cookie of scope.takeCookies()) reply.header('set-cookie', stringifySetCookie(cookie));
}

function setRetryAfter(scope: SessionScope, reply: Reply): void {
  const seconds = scope.retryAfter(reply.statusCode);
  if (seconds !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', String(seconds));
}

/** Frees what a stream holds when its answer is replaced by an error. */
function discard(payload: unknown): void {
  const stream = payload as { destroy?: () => void } | null | undefined;
  if (typeof stream === 'object' && typeof stream?.destroy === 'function') stream.destroy();
}
