import { Controller, Get, Res } from '@nestjs/common';
import { Readiness } from '@app/replica';
import type { FastifyReply } from 'fastify';
import type { Liveness, ReadinessReport } from './health.schemas.js';

/** What orchestrators and balancers ask: restart me? send me visitors? */
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): Liveness {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    reply.status(this.readiness.isReady ? 200 : 503);
    return { status: this.readiness.state, since: this.readiness.since.toISOString(), dependencies: {} };
  }
}
