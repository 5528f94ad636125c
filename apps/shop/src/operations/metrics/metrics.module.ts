import { Global, Module, type DynamicModule } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';
import { NearCacheMetrics } from './near-cache-metrics.js';
import { ReplicaMetrics } from './replica-metrics.js';
import { RequestMetrics } from './request-metrics.js';
import { SessionMetrics } from './session-metrics.js';
import { TokenMetrics } from './token-metrics.js';

/** Measurements for Prometheus at `GET /metrics`. Global, so that any feature can tell what happens to it. */
@Global()
@Module({})
export class MetricsModule {
  /** @param modes the module that provides `RequestModes` */
  static forRoot(modes: new () => object): DynamicModule {
    return {
      module: MetricsModule,
      imports: [modes],
      controllers: [MetricsController],
      providers: [Metrics, RequestMetrics, ReplicaMetrics, SessionMetrics, NearCacheMetrics, TokenMetrics],
      exports: [Metrics, SessionMetrics, NearCacheMetrics, TokenMetrics],
    };
  }
}
