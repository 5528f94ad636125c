import type { ProcessLedger } from '../processes/process-ledger.js';
import type { Certificate } from './certificate.js';
import type { Routing } from './routing.js';

/** One nginx in front of the replicas. */
export interface BalancerOptions {
  /** What its own answers say in X-Served-By: `balancer-1`. */
  id: string;
  /** A folder of its own. */
  directory: string;
  host: string;
  port: number;
  /** The port of the listener that believes X-Forwarded-For; without one there is no such listener. */
  crowdPort?: number;
  /** With it the public listener speaks TLS. */
  tls?: Certificate;
  clusterId: string;
  /** How a visitor who has not chosen is routed. */
  routing: Routing;
  /** Whether a visitor may choose. */
  lab: boolean;
  affinitySeconds: number;
  /** How many requests a second one address may send; at once, twice as many. */
  requestsPerSecond: number;
  /** How many logins, registrations and token requests a second one address may send; at once, four times as many. */
  loginsPerSecond?: number;
  /**
   * How many sessions guests of one address may begin in a minute; at once, those of two seconds. By default one for each 200 requests:
   * 600 of 2,000 requests a second, as the shop's settings say.
   */
  guestSessionsPerMinute?: number;
  /** How many event streams and sockets one address may hold open; 50. */
  streams?: number;
  /** Addresses or nets whose X-Forwarded-For the public listener believes. */
  trustedProxies: readonly string[];
  /** The secret that pins are named by. */
  routeKey: string;
  /** The list of replicas, see ReplicaList. */
  replicas: string;
  ledger: ProcessLedger;
}
