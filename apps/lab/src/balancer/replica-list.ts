import { renameSync, writeFileSync } from 'node:fs';

/** A replica as the balancers see it. */
export interface ListedReplica {
  id: string;
  port: number;
  /** A draining replica gets no new request. */
  state: 'up' | 'draining';
}

/** The file that the launcher writes and every balancer's discover.sh reads. */
export class ReplicaList {
  constructor(readonly file: string) {}

  /** Replaces the list in one step, so that no reader meets half of it. */
  write(replicas: readonly ListedReplica[]): void {
    const draft = `${this.file}.new`;
    writeFileSync(
      draft,
      replicas.map(({ id, port, state }) => `${id} 127.0.0.1:${port} ${state}\n`).join(''),
    );
    renameSync(draft, this.file);
  }
}
