import type { KnownReplica } from '../peers/replicas.service.js';
import { Latencies } from './latencies.js';
import type { ReplicaReport } from './replica-report.schema.js';
import type { StoreFigures, StoreName } from './store-loads.js';

/** Everything that was seen at one moment. */
export interface Observation {
  /** In ms since the epoch. */
  readonly at: number;
  readonly replicas: readonly KnownReplica[];
  readonly stores: ReadonlyMap<StoreName, StoreFigures | undefined>;
}

/** What happened between two observations. A process that began in between is counted from its start. */
export class Interval {
  private readonly seconds: number;
  private readonly earlier: ReadonlyMap<string, ReplicaReport>;

  constructor(
    private readonly before: Observation,
    private readonly now: Observation,
  ) {
    this.seconds = (now.at - before.at) / 1000;
    this.earlier = new Map(before.replicas.flatMap(({ id, report }) => (report ? [[id, report]] : [])));
  }

  /** How fast a count of this replica grew. */
  rate(report: ReplicaReport | undefined, count: 'requests' | 'failed' | 'sessionsLost'): number {
    if (!report) return 0;
    return (report[count] - (this.sameProcess(report)?.[count] ?? 0)) / this.seconds;
  }

  /** How fast a count of all replicas grew together. */
  totalRate(count: 'requests' | 'failed' | 'sessionsLost'): number {
    return this.now.replicas.reduce((sum, { report }) => sum + this.rate(report, count), 0);
  }

  /** How long the answers of these replicas took in that time. */
  latencies(reports: readonly (ReplicaReport | undefined)[]): Latencies {
    const sum = Latencies.none();
    for (const report of reports) {
      if (!report) continue;
      sum.add(Latencies.decoded(report.latencies));
      const before = this.sameProcess(report);
      if (before) sum.subtract(Latencies.decoded(before.latencies));
    }
    return sum;
  }

  /** How many commands a second a store got; null where it was away, or is another process. */
  commandRate(name: StoreName): number | null {
    const now = this.now.stores.get(name);
    const before = this.before.stores.get(name);
    if (!now || !before || now.commands < before.commands) return null;
    return (now.commands - before.commands) / this.seconds;
  }

  private sameProcess({ id, startedAt }: ReplicaReport): ReplicaReport | undefined {
    const before = this.earlier.get(id);
    return before?.startedAt === startedAt ? before : undefined;
  }
}
