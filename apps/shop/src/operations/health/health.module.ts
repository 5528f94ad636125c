import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DependencyChecks } from './dependency-checks.js';
import { HealthController } from './health.controller.js';

/** Liveness and readiness. Global, so that modules with connections can register a check. */
@Global()
@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [DependencyChecks],
  exports: [DependencyChecks],
})
export class HealthModule {}
