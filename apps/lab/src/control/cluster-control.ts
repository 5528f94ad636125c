import type { Cluster } from '../cluster/cluster.js';
import { CrowdRun, crowdOrderSchema, type CrowdRunReport } from './crowd-run.js';
import { RefusedOrder } from './refused-order.js';

/** What is needed of a running cluster. */
export type Controlled = Pick<
  Cluster,
  'roll' | 'scale' | 'stopRedis' | 'startRedis' | 'redisState' | 'balancers' | 'crowd' | 'url'
>;

/** What a cluster's launcher says of it. */
export interface ClusterStatus {
  balancers: { id: string; url: string }[];
  redis: Controlled['redisState'];
  /** The crowd of this moment, else the last one. */
  crowd: CrowdRunReport | null;
}

const LARGEST = 32;

/**
 * Carries out orders, named as the HTTP calls that they come by: `GET /status`, `POST /roll`, `POST /scale/<count>`,
 * `POST /redis/stop|start`, `POST /crowd` with a {@link crowdOrderSchema}, `DELETE /crowd`.
 */
export class ClusterControl {
  #last: Promise<unknown> = Promise.resolve();
  #crowd: CrowdRun | undefined;

  constructor(private readonly cluster: Controlled) {}

  get status(): ClusterStatus {
    const { balancers, redisState } = this.cluster;
    return {
      balancers: balancers.map(({ id, url }) => ({ id, url })),
      redis: redisState,
      crowd: this.#crowd?.report ?? null,
    };
  }

  /** @throws RefusedOrder for one that is unknown, LauncherError where it cannot be done */
  async obey(order: string, body: string): Promise<void> {
    if (order === 'POST /crowd') return this.#startCrowd(body);
    if (order === 'DELETE /crowd') return this.#crowd?.stop();
    if (order === 'POST /redis/stop') return this.cluster.stopRedis();
    if (order === 'POST /redis/start') return this.cluster.startRedis();
    if (order === 'POST /roll') return this.#inTurn(() => this.cluster.roll());
    const count = Number(/^POST \/scale\/(\d{1,2})$/.exec(order)?.[1] ?? 0);
    if (count >= 1 && count <= LARGEST) return this.#inTurn(() => this.cluster.scale(count));
    throw new RefusedOrder('There is roll, scale with a count from 1 to 32, redis stop and start.');
  }

  /** Sends the crowd home. */
  async close(): Promise<void> {
    await this.#crowd?.stop();
  }

  async #startCrowd(body: string): Promise<void> {
    if (this.#crowd && !this.#crowd.isOver) throw new RefusedOrder('A crowd is there: stop it first.');
    this.#crowd = new CrowdRun(
      this.cluster.crowd ?? this.cluster.url,
      crowdOrderSchema.parse(JSON.parse(body)),
    );
  }

  /** Two orders that end and start replicas would trip over each other. */
  #inTurn(order: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(order);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
