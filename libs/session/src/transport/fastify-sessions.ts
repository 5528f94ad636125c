import { parseCookie, stringifySetCookie } from 'cookie';
import type { SessionBackend } from '../backend/session-backend.js';
import { SessionScope } from '../session-scope.js';
import type { SessionTransportOptions } from './session-transport.options.js';

/** The part of a Fastify request that is used here. */
interface Request {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly protocol: string;
  readonly url: string;
}

/** The part of a Fastify reply that is used here. */
interface Reply {
  header(name: string, value: string): unknown;
}

/** The part of a Fastify instance that is used here. */
interface Instance {
  decorateRequest(name: string, property: { getter(this: Request): unknown }): unknown;
  addHook(name: 'onRequest', hook: (request: Request) => Promise<void>): unknown;
  addHook(
    name: 'onSend',
    hook: (request: Request, reply: Reply, payload: unknown) => Promise<unknown>,
  ): unknown;
}

/**
 * Puts `request.session` on a Fastify instance: opened when the request arrives, committed in `onSend`, which is
 * before the first byte of any answer: JSON, stream, redirect or error. A commit that fails turns the answer into
 * that error.
 */
export function useSessionsOnFastify(
  instance: Instance,
  backend: SessionBackend,
  options: SessionTransportOptions,
): void {
  const scopes = new WeakMap<Request, SessionScope>();

  instance.decorateRequest('session', {
    getter() {
      return scopes.get(this)?.session;
    },
  });

  instance.addHook('onRequest', async (request) => {
    if (options.paths?.(request.url) === false) return;
    const cookies = parseCookie((request.headers['cookie'] as string | undefined) ?? '');
    const secure = request.protocol === 'https';
    const scope = new SessionScope(backend, { cookies, secure, device: options.device?.(request.headers) });
    scopes.set(request, scope);
    await scope.open();
  });

  instance.addHook('onSend', async (request, reply, payload) => {
    const scope = scopes.get(request);
    if (!scope) return payload;
    try {
      await scope.commit();
    } catch (error) {
      discard(payload);
      throw error;
    } finally {
      for (const cookie of scope.takeCookies()) reply.header('set-cookie', stringifySetCookie(cookie));
    }
    return payload;
  });
}

/** Frees what a stream holds when its answer is replaced by an error. */
function discard(payload: unknown): void {
  const stream = payload as { destroy?: () => void } | null | undefined;
  if (typeof stream === 'object' && typeof stream?.destroy === 'function') stream.destroy();
}
