import { Inject, Injectable } from '@nestjs/common';
import { REPLICA_OPTIONS } from './replica.module-definition.js';
import type { ReplicaOptions } from './replica.options.js';

/** Who this process is in the cluster. */
@Injectable()
export class Replica {
  /** Its name, as in `X-Served-By`. */
  readonly id: string;
  /** When it was created. */
  readonly startedAt = new Date();

  constructor(@Inject(REPLICA_OPTIONS) options: ReplicaOptions) {
    this.id = options.id;
  }
}
