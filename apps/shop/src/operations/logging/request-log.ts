import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/** Probes and scrapes come every second or so, and say nothing while they go well. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/** What nginx logs of a client that hung up before its answer; no client ever reads it. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Has Fastify write one line a request, also for one whose client hung up. The route stands as a template, because a path or
 * a query may hold what no log should.
 */
export class RequestLog extends LogController {
  constructor(private readonly lines: Logger) {
    super({ requestIdLogLabel: 'requestId' });
  }

  /** Nothing yet: the line comes when the request is answered. An answer that cannot be delivered is none for Fastify. */
  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    const { raw } = reply;
    raw.once('close', () => {
      if (raw.writableFinished || raw.errored) return;
      this.write(request, reply, raw.headersSent ? raw.statusCode : CLIENT_CLOSED_REQUEST);
    });
  }

  /** Nothing more: the problem answered says it, and the request's own line does. */
  override routeNotFound(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    this.write(request, reply, reply.statusCode, error);
  }

  private write(request: FastifyRequest, reply: FastifyReply, status: number, error?: Error | null): void {
    const route = request.routeOptions.url ?? 'unmatched';
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const line = { requestId: request.id, method: request.method, route, status, ms };
    // An error may carry anything: the other logger looks for secrets in it.
    if (error) reply.log.info({ ...line, err: error }, 'request');
    else if (QUIET.has(route) && status < 400) this.lines.debug(line, 'request');
    else this.lines.info(line, 'request');
  }
}
