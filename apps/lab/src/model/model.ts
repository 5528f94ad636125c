import { Random } from '../random.js';
import { heavyTailed } from '../crowd/distributions.js';
import { evenness } from '../measure/evenness.js';
import { hashed, loadsOf, pinned } from './placement.js';

/** What one request and one session were measured to cost: the figures of the experiment `cost`. */
export interface MeasuredCosts {
  /** CPU of a replica for one request, in ms. */
  readonly cpuMs: number;
  /** Commands that Redis gets for one request. */
  readonly redisCommands: number;
  /** Memory of a replica for 1,000 sessions, in thousands of bytes. */
  readonly replicaBytes: number;
  /** Memory of the store for 1,000 sessions, in thousands of bytes. */
  readonly storeBytes: number;
}

/** How visitors behave and how full a replica may be: the assumptions of the model, said beside its results. */
export const ASSUMPTIONS = {
  /** One session in so many has a request in any minute. */
  sessionsPerActiveVisitor: 20,
  /** Requests a minute of a visitor who is active. */
  requestsPerMinute: 6,
  /** How busy one core of a replica may be on average. */
  utilisation: 0.6,
  /** Memory that a replica may use for sessions, in bytes. */
  replicaMemory: 4e9,
} as const;

/** What so many sessions need. */
export interface Need {
  readonly sessions: number;
  readonly requestsPerSecond: number;
  /** One core each; at least 3, so that one may fail. */
  readonly replicas: number;
  readonly storeGigabytes: number;
  readonly storeOperationsPerSecond: number;
}

/**
 * What a number of live sessions needs.
 * @param costs measured, of one mode
 * @param busiest the busiest replica's load ÷ the mean: a cluster must be sized for that one
 */
export function need(sessions: number, costs: MeasuredCosts, busiest: number): Need {
  const { sessionsPerActiveVisitor, requestsPerMinute, utilisation, replicaMemory } = ASSUMPTIONS;
  const requestsPerSecond = (sessions / sessionsPerActiveVisitor) * (requestsPerMinute / 60);
  const byCpu = (requestsPerSecond * (costs.cpuMs / 1000) * busiest) / utilisation;
  const byMemory = (sessions * costs.replicaBytes * busiest) / replicaMemory;
  return {
    sessions,
    requestsPerSecond,
    replicas: Math.max(3, Math.ceil(byCpu), Math.ceil(byMemory)),
    storeGigabytes: (sessions * costs.storeBytes) / 1e9,
    storeOperationsPerSecond: requestsPerSecond * costs.redisCommands,
  };
}

/** The busiest replica's load ÷ the mean under each rule. */
export interface Imbalance {
  readonly replicas: number;
  readonly visitors: number;
  readonly any: number;
  readonly pinned: number;
  readonly hashed: number;
}

/** Replays seeded visitors, each with a heavy-tailed rate, through the balancer's rules. */
export function imbalance(seed: number, replicas: number, visitorsPerReplica: number): Imbalance {
  const random = new Random(seed);
  const visitors = replicas * visitorsPerReplica;
  const rates = Array.from({ length: visitors }, () => heavyTailed(random, 1, 10));
  const servers = Array.from({ length: replicas }, (_, at) => `10.0.${at >> 8}.${at & 255}:3000`);
  const routes = rates.map(() => random.word() + random.word());
  const busiest = (loads: readonly number[]) => evenness(loads).busiest;
  return {
    replicas,
    visitors,
    // By turns, one request after the other: nobody has more than one above the mean.
    any: 1,
    pinned: busiest(loadsOf(replicas, rates, pinned(replicas))),
    hashed: busiest(
      loadsOf(
        replicas,
        rates,
        hashed(servers, (visitor) => routes[visitor]!),
      ),
    ),
  };
}
