import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { PrismaService } from '../../database/prisma.service.js';
import { RedisService } from '../../redis/redis.service.js';
import { DependencyChecks } from './dependency-checks.js';
import { HealthController } from './health.controller.js';

/** Liveness and readiness. Global, since the metrics report the dependencies too. */
@Global()
@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [DependencyChecks],
  exports: [DependencyChecks],
})
export class HealthModule {
  constructor(checks: DependencyChecks, prisma: PrismaService, redis: RedisService) {
    checks.register('postgres', () => prisma.ping());
    checks.register('redis', () => redis.client.ping());
  }
}
