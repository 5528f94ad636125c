import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Latencies } from './latencies.js';

/** What probes and the lab itself ask: counted, they would hide what visitors do. */
const NOT_VISITS = /^\/(?:health\/|metrics$|api\/lab\/(?!mode$|whoami$))/;

/** Counts and times what visitors asked of this replica, since its process began. */
@Injectable()
export class Visits implements OnModuleInit {
  requests = 0;
  /** Those that were answered by a status of 500 or more. */
  failed = 0;
  readonly latencies = Latencies.none();

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  onModuleInit(): void {
    this.adapterHost.httpAdapter
      .getInstance<FastifyInstance>()
      .addHook('onResponse', async (request, reply) => {
        if (NOT_VISITS.test(request.routeOptions.url ?? '')) return;
        this.requests += 1;
        if (reply.statusCode >= 500) this.failed += 1;
        this.latencies.record(reply.elapsedTime);
      });
  }
}
