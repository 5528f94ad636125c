import { Public } from '@app/auth';
import { Readiness } from '@app/replica';
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DependencyChecks } from './dependency-checks.js';
import { livenessSchema, readinessSchema, type Liveness, type ReadinessReport } from './health.schemas.js';

/** What orchestrators and balancers ask: restart me? send me visitors? */
@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly dependencies: DependencyChecks,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers: restart it where this fails' })
  @ApiResponse({ status: 200, standardSchema: livenessSchema })
  live(): Liveness {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether to send visitors here; dependencies are told, and never decide it' })
  @ApiResponse({ status: 200, standardSchema: readinessSchema, description: 'Started and not draining' })
  @ApiResponse({ status: 503, standardSchema: readinessSchema, description: 'Starting or draining' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    reply.status(this.readiness.isReady ? 200 : 503);
    return {
      status: this.readiness.state,
      since: this.readiness.since.toISOString(),
      dependencies: await this.dependencies.report(),
    };
  }
}
