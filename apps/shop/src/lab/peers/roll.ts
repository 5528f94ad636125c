import type { ReplicaReport } from '../telemetry/replica-report.schema.js';
import type { KnownReplica } from './replicas.service.js';

/** A replica that its source no longer names is shown as down for so long, in milliseconds. */
const MISSED_FOR_MS = 60_000;

/** A replica that was looked for: without a report it did not answer, without an id it never has. */
export interface Sighting {
  readonly id?: string;
  readonly address?: string;
  readonly report?: ReplicaReport;
}

/** Keeps the names of the replicas that were seen, and since when one of them is missing. */
export class Roll {
  private known = new Map<string, KnownReplica>();

  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Every replica that was sighted, and each that is missed; in the order of their names.
   *
   * @param complete whether a replica that is not among the sightings has stopped permanently
   */
  call(sightings: readonly Sighting[], { complete }: { complete: boolean }): readonly KnownReplica[] {
    const now = this.now();
    const next = new Map<string, KnownReplica>();
    for (const { id, ...sighting } of sightings) {
      if (id !== undefined) next.set(id, { id, ...sighting, ...this.missing(id, sighting, now) });
    }
    for (const { id, downSince = now } of complete ? [] : this.known.values()) {
      if (!next.has(id) && now - downSince < MISSED_FOR_MS) next.set(id, { id, downSince });
    }
    this.known = next;
    return [...next.values()].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
  }

  private missing(id: string, { report }: Sighting, now: number): { downSince?: number } {
    return report ? {} : { downSince: this.known.get(id)?.downSince ?? now };
  }
}
