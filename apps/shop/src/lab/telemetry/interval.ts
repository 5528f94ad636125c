import type { KnownReplica } from '../peers/replicas.service.js';
import { Latencies } from './latencies.js';
import type { ReplicaReport } from './replica-report.schema.js';
import type { StoreFigures, StoreName } from './store-loads.js';

/** What a replica counts since its process began. */
type Count = 'requests' | 'failed' | 'sessionsLost';

/** Everything that was seen at one moment. */
export interface Observation {
  /** In ms since the epoch. */
  readonly at: number;
  readonly replicas: readonly KnownReplica[];
  readonly stores: ReadonlyMap<StoreName, StoreFigures | undefined>;
}

/**
 * What happened between two observations. It takes two readings of one process: what a replica did that was not read before,
 * because it was down or is another process now, is unknown.
 */
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

  /** How fast a count of this replica grew; null if unknown. */
  rate(report: ReplicaReport | undefined, count: Count): number | null {
    const before = report && this.sameProcess(report);
    return before ? (report[count] - before[count]) / this.seconds : null;
  }

  /** How fast a count of all replicas grew together, as far as it is known; null if it is of none. */
  totalRate(count: Count): number | null {
    const rates = this.now.replicas.map(({ report }) => this.rate(report, count));
    const known = rates.filter((rate) => rate !== null);
    return known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0);
  }

  /** How long the answers of these replicas took in that time. */
  latencies(reports: readonly (ReplicaReport | undefined)[]): Latencies {
    const sum = Latencies.none();
    for (const report of reports) {
      const before = report && this.sameProcess(report);
      if (!before) continue;
      sum.add(Latencies.decoded(report.latencies));
      sum.subtract(Latencies.decoded(before.latencies));
    }
    return sum;
  }

  /** How many commands a second a store got; null if it was unavailable, or is another process. */
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
