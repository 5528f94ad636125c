import type { Cluster } from '../cluster/cluster.js';
import { RefusedOrder } from './refused-order.js';

/** What is needed of a running cluster. */
export type Controlled = Pick<
  Cluster,
  'roll' | 'scale' | 'stopRedis' | 'startRedis' | 'redisState' | 'balancers'
>;

/** What a cluster's launcher says of it. */
export interface ClusterStatus {
  balancers: { id: string; url: string }[];
  redis: Controlled['redisState'];
  crowd: null;
}

const LARGEST = 32;

/**
 * Carries out orders, named as the HTTP calls that they come by:
 * `POST /roll`, `POST /scale/<count>`, `POST /redis/stop|start`, `GET /status`.
 */
export class ClusterControl {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly cluster: Controlled) {}

  /**
   * @returns what `GET` answers, undefined for an order
   * @throws RefusedOrder for one that is unknown, LauncherError where it cannot be done
   */
  async obey(order: string): Promise<ClusterStatus | undefined> {
    if (order === 'GET /status') return this.status();
    if (order === 'POST /redis/stop') return this.cluster.stopRedis();
    if (order === 'POST /redis/start') return this.cluster.startRedis();
    if (order === 'POST /roll') return this.#inTurn(() => this.cluster.roll());
    const count = Number(/^POST \/scale\/(\d{1,2})$/.exec(order)?.[1] ?? 0);
    if (count >= 1 && count <= LARGEST) return this.#inTurn(() => this.cluster.scale(count));
    throw new RefusedOrder('There is roll, scale with a count from 1 to 32, and redis stop or start.');
  }

  private status(): ClusterStatus {
    const { balancers, redisState } = this.cluster;
    return { balancers: balancers.map(({ id, url }) => ({ id, url })), redis: redisState, crowd: null };
  }

  /** Two orders that end and start replicas would trip over each other. */
  #inTurn(order: () => Promise<void>): Promise<undefined> {
    const turn = this.#last.then(order);
    this.#last = turn.catch(() => undefined);
    return turn.then(() => undefined);
  }
}
