import { build, type Histogram } from 'hdr-histogram-js';

/** What became of one request. */
export interface Outcome {
  /** Which visitor's it was: the number of the visitor's place in the crowd. */
  readonly visitor: number;
  /** The HTTP method: a balancer sends some of them a second time where no answer came. */
  readonly method: string;
  /** Who answered, in `X-Served-By`; undefined where nobody did. */
  readonly replica: string | undefined;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** From the moment it was to begin, in ms: time spent waiting for earlier answers counts (coordinated omission). */
  readonly latencyMs: number;
  /** What the visitor had and no longer has. */
  readonly lost: 'cart' | 'login' | undefined;
}

/** What a crowd has met so far. */
export interface CrowdCounts {
  readonly requests: number;
  /** Requests that got no answer, or one of 500 and above. */
  readonly failed: number;
  /** Those of them that were only to be read. */
  readonly failedReads: number;
  readonly byReplica: Readonly<Record<string, number>>;
  /** Requests by HTTP status; 0 where no answer came. */
  readonly byStatus: Readonly<Record<number, number>>;
  /** How often a cart held less than its visitor had put there. */
  readonly cartsLost: number;
  /** How often a signed-in visitor was not known any more. */
  readonly loginsLost: number;
  /** Visitors who lost a cart or a login at least once. */
  readonly visitorsWithLoss: number;
  readonly latencyMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
  };
}

/** In microseconds. */
const LONGEST = 120_000_000;

/** Counts outcomes. */
export class Tally {
  #requests = 0;
  #failed = 0;
  #failedReads = 0;
  readonly #byReplica = new Map<string, number>();
  readonly #byStatus: Record<number, number> = {};
  readonly #lost = { cart: 0, login: 0 };
  readonly #losers = new Set<number>();
  readonly #latency: Histogram = build({ highestTrackableValue: LONGEST, numberOfSignificantValueDigits: 3 });

  count({ visitor, method, replica, status, latencyMs, lost }: Outcome): void {
    this.#requests++;
    if (hasFailed(status)) {
      this.#failed++;
      if (method === 'GET') this.#failedReads++;
    }
    this.#byStatus[status] = (this.#byStatus[status] ?? 0) + 1;
    if (replica !== undefined) this.#byReplica.set(replica, (this.#byReplica.get(replica) ?? 0) + 1);
    if (lost) {
      this.#lost[lost]++;
      this.#losers.add(visitor);
    }
    this.#latency.recordValue(Math.min(Math.max(1, Math.round(latencyMs * 1000)), LONGEST));
  }

  get counts(): CrowdCounts {
    const at = (percentile: number) => this.#latency.getValueAtPercentile(percentile) / 1000;
    return {
      requests: this.#requests,
      failed: this.#failed,
      failedReads: this.#failedReads,
      byReplica: Object.fromEntries([...this.#byReplica].sort(([a], [b]) => a.localeCompare(b))),
      byStatus: { ...this.#byStatus },
      cartsLost: this.#lost.cart,
      loginsLost: this.#lost.login,
      visitorsWithLoss: this.#losers.size,
      latencyMs: { p50: at(50), p90: at(90), p99: at(99), max: this.#latency.maxValue / 1000 },
    };
  }
}

/** Whether a request failed: no answer came, or the shop's fault was. */
export function hasFailed(status: number): boolean {
  return status === 0 || status >= 500;
}
