import { Injectable } from '@nestjs/common';
import { ReplicaNotFoundError, ReplicaSilentError } from '../faults/fault.errors.js';
import type { Fault } from '../faults/fault.schemas.js';
import { Faults } from '../faults/faults.js';
import type { ReplicaReport } from '../telemetry/replica-report.schema.js';
import { SelfService } from '../telemetry/self.service.js';
import { PeerAddresses } from './peer-addresses.js';
import { PeerClient } from './peer.client.js';
import { Roll } from './roll.js';

/** A replica, and what it said of itself just now; without that it is down. */
export interface KnownReplica {
  readonly id: string;
  /** Where it answers; undefined for this one, and for one that DNS no longer names. */
  readonly address?: string;
  readonly report?: ReplicaReport;
  /** When it was first found down, in ms since the epoch. */
  readonly downSince?: number;
}

/** Sees all replicas of the cluster from here, and reaches each of them. */
@Injectable()
export class ReplicasService {
  private readonly roll = new Roll();

  constructor(
    private readonly self: SelfService,
    private readonly faults: Faults,
    private readonly addresses: PeerAddresses,
    private readonly peers: PeerClient,
  ) {}

  /** Every replica, in the order of their names; those that do not answer within 0.7 s are down. */
  async all(): Promise<readonly KnownReplica[]> {
    const addresses = (await this.addresses.find()).filter(({ id }) => id !== this.self.id);
    const asked = await Promise.all(
      addresses.map(async ({ id, address }) => {
        const report = await this.peers.report(address);
        return { id: report?.id ?? id, address, report };
      }),
    );
    const others = asked.filter(({ id }) => id !== this.self.id);
    return this.roll.call([{ id: this.self.id, report: this.self.report() }, ...others], {
      complete: this.addresses.complete,
    });
  }

  /**
   * Has a replica do something to itself.
   * @throws ReplicaNotFoundError, ReplicaSilentError
   */
  async suffer(id: string, fault: Fault, seconds: number): Promise<void> {
    if (id === this.self.id) return this.faults.suffer(fault, seconds);
    const replica = (await this.all()).find((candidate) => candidate.id === id);
    if (!replica) throw new ReplicaNotFoundError(id);
    if (!replica.address || !replica.report) throw new ReplicaSilentError(id);
    if (!(await this.peers.suffer(replica.address, fault, seconds))) throw new ReplicaSilentError(id);
  }
}
