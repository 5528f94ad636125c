import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Histogram } from 'prom-client';
import { Metrics } from './metrics.js';
import { RequestModes } from './request-modes.js';

/** Methods that the shop answers; any other one counts as `other`, or clients could make up labels without end. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const LABELS = ['route', 'method', 'status', 'routing', 'state'] as const;
type Label = (typeof LABELS)[number];

/**
 * Counts requests and measures how long their answers take, by route template, method, class of status and the two axes of
 * the mode. Each label has a known, small set of values.
 */
@Injectable()
export class RequestMetrics implements OnModuleInit {
  readonly #requests: Counter<Label>;
  readonly #seconds: Histogram<Label>;
  /** The series that were counted before: looking one up by its labels costs more than counting. */
  readonly #series = new Map<string, Series>();

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(RequestModes) private readonly modes: RequestModes,
    metrics: Metrics,
  ) {
    const registers = [metrics.registry];
    this.#requests = new Counter({
      name: 'http_requests_total',
      help: 'Requests answered',
      labelNames: LABELS,
      registers,
    });
    this.#seconds = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to the end of its answer',
      labelNames: LABELS,
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
  }

  onModuleInit(): void {
    this.adapterHost.httpAdapter
      .getInstance<FastifyInstance>()
      .addHook('onResponse', (request, reply, done) => {
        const { requests, seconds } = this.#seriesOf(request, reply);
        requests.inc();
        seconds.observe(reply.elapsedTime / 1000);
        done();
      });
  }

  #seriesOf(request: FastifyRequest, reply: FastifyReply): Series {
    const { routing, state } = this.modes.ofRequest(request);
    const route = request.routeOptions.url ?? 'unmatched';
    const method = METHODS.has(request.method) ? request.method : 'other';
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    const key = `${method} ${route} ${status} ${routing} ${state}`;
    const known = this.#series.get(key);
    if (known) return known;
    const labels = { route, method, status, routing, state };
    const series = { requests: this.#requests.labels(labels), seconds: this.#seconds.labels(labels) };
    this.#series.set(key, series);
    return series;
  }
}

interface Series {
  readonly requests: Counter.Internal;
  readonly seconds: Histogram.Internal<Label>;
}
