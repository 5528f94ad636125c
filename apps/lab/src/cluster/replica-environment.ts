import type { CompleteOptions } from './cluster-defaults.js';
import type { StoreUrls } from './cluster-options.js';
import type { Secrets } from './secrets.js';

/** What all replicas of a cluster are told alike. */
export type ClusterEnvironment = NodeJS.ProcessEnv & {
  CLUSTER_ID: string;
  LAB_TOKEN: string;
  AFFINITY_SECONDS: string;
};

/**
 * The environment of every replica: what the user set, beneath what the launcher decides. The stores are always
 * the launcher's word: an inherited DATABASE_URL may be another project's.
 */
export function clusterEnvironment(
  options: CompleteOptions,
  stores: StoreUrls,
  secrets: Secrets,
  files: { list: string; control: string },
): ClusterEnvironment {
  return {
    SESSION_KEYS: secrets.sessionKeys,
    AUTH_KEYS: secrets.authKeys,
    NODE_ENV: 'development',
    ...options.environment,
    AFFINITY_SECONDS: options.environment.AFFINITY_SECONDS ?? '1800',
    LAB_TOKEN: options.environment.LAB_TOKEN ?? secrets.labToken,
    CLUSTER_ID: secrets.clusterId,
    REPLICA_COUNT: String(options.replicas),
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    MEMCACHED_URL: stores.memcachedUrl,
    SHOP_ROUTING: options.routing,
    SHOP_STATE: options.state,
    LAB: options.lab ? 'on' : 'off',
    // The same list that the balancers read, for replicas that want to know of one another.
    REPLICAS: `file:${files.list}`,
    // Where the lab's page has replicas added, Redis stopped and crowds sent.
    LAB_CONTROL: files.control,
  };
}
