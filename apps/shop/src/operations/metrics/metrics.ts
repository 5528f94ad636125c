import { Injectable } from '@nestjs/common';
import { Replica } from '@app/replica';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** The measurements of this replica, each labelled with its id. Features register their own in `registry`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor(replica: Replica) {
    this.registry.setDefaultLabels({ replica: replica.id });
    collectDefaultMetrics({ register: this.registry });
  }
}
