import { Module } from '@nestjs/common';
import { HealthController } from './health/health.controller.js';
import { LoggingModule } from './logging/logging.module.js';

/** What those who run the shop need of it: health, metrics, logs, the API's description. */
@Module({ imports: [LoggingModule], controllers: [HealthController] })
export class OperationsModule {}
