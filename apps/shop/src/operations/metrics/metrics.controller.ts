import { Public } from '@app/auth';
import { Controller, Get, Header, NotFoundException, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { Metrics } from './metrics.js';

/** Set by every reverse proxy, and by no Prometheus. */
const FORWARDED = ['x-forwarded-for', 'forwarded'];

/** For Prometheus, which asks each replica directly. What a proxy forwards is a 404, whichever proxy it is and however it routes. */
@Public()
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  expose(@Req() { headers }: FastifyRequest): Promise<string> {
    if (FORWARDED.some((name) => headers[name] !== undefined)) throw new NotFoundException();
    return this.metrics.registry.metrics();
  }
}
