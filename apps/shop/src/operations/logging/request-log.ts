import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';

/** Probes and scrapes come every second or so, and say nothing while they go well. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/** What nginx logs of a client that hung up before its answer; no client ever reads it. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Has Fastify write one line a request, also for one whose client hung up. The route stands as a template, because a path or
 * a query may hold what no log should.
 */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' });
  }

  /** Nothing yet: the line comes when the request is answered. An answer that cannot be delivered is none for Fastify. */
  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    const { raw } = reply;
    raw.once('close', () => {
      if (raw.writableFinished || raw.errored) return;
      write(request, reply, raw.headersSent ? raw.statusCode : CLIENT_CLOSED_REQUEST);
    });
  }

  /** Nothing more: the problem answered says it, and the request's own line does. */
  override routeNotFound(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    write(request, reply, reply.statusCode, error);
  }
}

function write(request: FastifyRequest, reply: FastifyReply, status: number, error?: Error | null): void {
  const route = request.routeOptions.url ?? 'unmatched';
  const line = {
    method: request.method,
    route,
    status,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ...(error ? { err: error } : {}),
  };
  if (QUIET.has(route) && status < 400) reply.log.debug(line, 'request');
  else reply.log.info(line, 'request');
}
