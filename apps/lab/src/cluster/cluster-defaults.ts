import { join } from 'node:path';
import type { ClusterOptions } from './cluster-options.js';

/** The options of a cluster with nothing that has a default left open. */
export type CompleteOptions = ClusterOptions & Required<Omit<ClusterOptions, OptionalOnes>>;

type OptionalOnes = 'dataDirectory' | 'services' | 'databaseUrl' | 'redisUrl' | 'signal';

/** What `npm run build` makes of the shop, from the root of the checkout. */
const SHOP = join('dist', 'shop.js');

/** The demo's defaults: three replicas behind two balancers, sticky sessions in memory, the lab on. */
export function complete(options: ClusterOptions): CompleteOptions {
  return {
    port: 0,
    replicas: 3,
    balancers: 2,
    tls: false,
    requestsPerSecond: 2000,
    routing: 'cookie',
    state: 'memory',
    lab: true,
    environment: process.env,
    replicaCommand: [SHOP],
    onProgress: () => undefined,
    ...options,
  };
}
