import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/** Probes and scrapes come every second or so, and say nothing while they go well. */
const QUIET = new Set(['/health/live', '/health/ready', '/metrics']);

/** Writes one line a request: its route as a template, for a path or a query may hold what no log should. */
@Injectable()
export class RequestLog implements OnModuleInit {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unmatched';
      const level = QUIET.has(route) && reply.statusCode < 400 ? 'debug' : 'info';
      request.log[level](
        {
          method: request.method,
          route,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime * 10) / 10,
        },
        'request',
      );
      done();
    });
  }
}
