import { Inject, Injectable } from '@nestjs/common';
import { RevocationList } from '@app/auth';
import { OpenRequests, Readiness } from '@app/replica';
import { Gauge } from 'prom-client';
import { DependencyChecks } from '../health/dependency-checks.js';
import { Metrics } from './metrics.js';

/** How this replica is doing: drains, requests under way, what it depends on. */
@Injectable()
export class ReplicaMetrics {
  constructor(
    { registry }: Metrics,
    readiness: Readiness,
    requests: OpenRequests,
    dependencies: DependencyChecks,
    @Inject(RevocationList) revocations: RevocationList,
  ) {
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(value());
        },
      });
    gauge('replica_draining', '1 from SIGTERM to the end', () => (readiness.state === 'draining' ? 1 : 0));
    gauge('http_requests_open', 'Requests being answered', () => requests.count);
    gauge('revocations_up_to_date', '0 while this replica may not have heard of a revocation', () =>
      revocations.upToDate ? 1 : 0,
    );
    new Gauge({
      name: 'dependency_up',
      help: '1 while the dependency answers',
      labelNames: ['dependency'],
      registers: [registry],
      async collect() {
        for (const [dependency, { status }] of Object.entries(await dependencies.report()))
          this.set({ dependency }, status === 'up' ? 1 : 0);
      },
    });
  }
}
