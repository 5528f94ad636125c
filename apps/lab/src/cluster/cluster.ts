import { join } from 'node:path';
import { ReplicaList } from '../balancer/replica-list.js';
import { controlSocket } from './control-socket.js';
import { startBalancers } from './balancers.js';
import { CleanUp } from './clean-up.js';
import { complete, type CompleteOptions } from './cluster-defaults.js';
import type { ClusterOptions } from './cluster-options.js';
import { removeClusterReport, writeClusterReport, type ClusterReport } from './cluster-report.js';
import { layFoundation } from './foundation.js';
import { clusterEnvironment } from './replica-environment.js';
import { ReplicaSet } from './replica-set.js';
import { ownRedis, provideStores } from './stores.js';

/** A running cluster: what `cluster.json` reports, and what can be done to it. */
export interface Cluster extends ClusterReport {
  /** Suffix of the cookies' names. */
  clusterId: string;
  /** Where it keeps everything. */
  directory: string;
  /**
   * Sends a replica or a balancer a signal; one that ends is started again.
   * @throws RangeError if no replica has that name.
   */
  kill(id: string, signal?: NodeJS.Signals): void;
  /**
   * Restarts the replicas, one after the other.
   * @param changes settings that are others from now on, as those of a new release are
   */
  roll(changes?: NodeJS.ProcessEnv): Promise<void>;
  /** Starts replicas, or ends the last ones in good order, until there are so many. */
  scale(count: number): Promise<void>;
  /** Whether the Redis runs; `external` where it is not this cluster's own. */
  readonly redisState: 'running' | 'stopped' | 'external';
  /**
   * Stops Redis, or starts it again where it was, with what it held.
   * @throws LauncherError where it is not this cluster's own.
   */
  stopRedis(): Promise<void>;
  startRedis(): Promise<void>;
  /** Stops everything in order: balancers, replicas, stores. */
  stop(): Promise<void>;
}

/**
 * Starts stores, replicas and nginx, and settles when requests are answered. The demo, the tests and the experiments
 * all use it.
 * @throws LauncherError with one sentence about what a person can put right; nothing is left running then.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const cleanUp = new CleanUp();
  try {
    return await start(complete(options), cleanUp);
  } catch (error) {
    await cleanUp.run();
    throw error;
  }
}

async function start(options: CompleteOptions, cleanUp: CleanUp): Promise<Cluster> {
  const foundation = await layFoundation(options, cleanUp);
  const { directory, ledger, secrets } = foundation;
  const admin = { email: 'admin@session-lab.test', password: secrets.adminPassword };
  const stores = await provideStores(options, foundation, admin, cleanUp);

  const list = new ReplicaList(join(directory, 'replicas'));
  const environment = clusterEnvironment(options, stores, secrets, {
    list: list.file,
    control: controlSocket(directory),
  });
  options.onProgress(`starting ${options.replicas} replicas`);
  const replicas = await ReplicaSet.start(
    options.replicas,
    { command: options.replicaCommand, environment, directory, ledger },
    list,
  );
  cleanUp.first(() => replicas.stop());

  options.onProgress('starting nginx');
  const balancers = await startBalancers(
    options,
    foundation,
    { replicas: list.file, affinitySeconds: Number(environment.AFFINITY_SECONDS) },
    cleanUp,
  );

  const report = (): ClusterReport => ({
    url: balancers[0]!.url,
    urls: balancers.map(({ url }) => url),
    ...(options.lab && { crowd: balancers[0]!.crowd, labToken: environment.LAB_TOKEN }),
    balancers: balancers.map(({ id, url, pid }) => ({ id, url, pid })),
    replicas: replicas.all.map(({ id, url, pid }) => ({ id, url, pid })),
    redis: stores.redisUrl,
    memcached: stores.memcachedUrl,
    postgres: stores.databaseUrl,
    admin,
    pid: process.pid,
  });
  cleanUp.first(() => removeClusterReport(directory));
  writeClusterReport(directory, report());
  replicas.on('change', () => writeClusterReport(directory, report()));
  for (const balancer of balancers) balancer.on('change', () => writeClusterReport(directory, report()));
  replicas.on('news', options.onProgress);

  return {
    ...report(),
    get replicas() {
      return report().replicas;
    },
    get balancers() {
      return report().balancers;
    },
    clusterId: secrets.clusterId,
    directory,
    kill: (id, signal = 'SIGKILL') =>
      (balancers.find((balancer) => balancer.id === id) ?? replicas.get(id)).signal(signal),
    roll: (changes = {}) => {
      Object.assign(environment, changes);
      return replicas.roll();
    },
    scale: (count) => replicas.scale(count),
    get redisState() {
      if (!stores.ownRedis) return 'external';
      return stores.ownRedis.program.running ? 'running' : 'stopped';
    },
    stopRedis: () => ownRedis(stores.ownRedis).stop(),
    startRedis: () => ownRedis(stores.ownRedis).start(),
    stop: () => cleanUp.run(),
  };
}
