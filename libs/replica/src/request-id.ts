import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Long enough to be unique, short enough for a log line, and nothing that could break one. */
const SANE_ID = /^[A-Za-z0-9._-]{8,128}$/;
const ids = new WeakMap<IncomingMessage, string>();

/**
 * The id of a request, the same however often it is asked: `X-Request-Id` as the balancer sent it where that is
 * 8 to 128 letters, digits, dots, dashes or underscores, else a random UUID. Give it to the logger too
 * (`genReqId` of Fastify or pino-http), so that a log line can be found by the header of an answer.
 */
export function requestIdOf(request: IncomingMessage): string {
  let id = ids.get(request);
  if (id === undefined) {
    const given = request.headers['x-request-id'];
    id = typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
    ids.set(request, id);
  }
  return id;
}
