import { Module } from '@nestjs/common';
import { HealthModule } from './health/health.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';

/** What those who run the shop need of it: health, metrics, logs. */
@Module({ imports: [HealthModule, LoggingModule, MetricsModule] })
export class OperationsModule {}
