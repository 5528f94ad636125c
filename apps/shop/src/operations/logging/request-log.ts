import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';

/** Probes and scrapes come every second or so, and say nothing while they go well. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/** Has Fastify write one line a request. The route stands as a template, because a path or a query may hold what no log should. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' });
  }

  /** Nothing yet: the line comes when the request is answered. */
  override incomingRequest(): void {}

  /** Nothing more: the problem answered says it, and the request's own line does. */
  override routeNotFound(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const route = request.routeOptions.url ?? 'unmatched';
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      ...(error ? { err: error } : {}),
    };
    if (QUIET.has(route) && reply.statusCode < 400) reply.log.debug(line, 'request');
    else reply.log.info(line, 'request');
  }
}
