import { Module, type DynamicModule } from '@nestjs/common';
import { HealthModule } from './health/health.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';

/** What those who run the shop need of it: health, metrics, logs. */
@Module({})
export class OperationsModule {
  /** @param modes the module that provides `RequestModes`: by which mode a request is served */
  static forRoot(modes: new () => object): DynamicModule {
    return { module: OperationsModule, imports: [HealthModule, LoggingModule, MetricsModule.forRoot(modes)] };
  }
}
