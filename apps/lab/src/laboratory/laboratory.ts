import { startCluster, type Cluster } from '../cluster/cluster.js';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { Crowd } from '../crowd/crowd.js';
import type { CrowdMode, CrowdOptions } from '../crowd/crowd.options.js';
import { named, type NamedMode } from '../crowd/presets.js';
import { COLLECTS_GARBAGE_ON_SIGNAL } from '../measure/heap.js';
import { LauncherError } from '../processes/launcher-error.js';
import type { LabOptions } from './lab-options.js';
import { LabStores } from './lab-stores.js';
import { runningDemo, type LabCluster } from '../control/running-demo.js';

/** Where experiments find clusters, crowds and the options of this run. Clusters are started when they are first asked for. */
export class Laboratory {
  #stores: Promise<LabStores> | undefined;
  #own: Promise<Cluster> | undefined;
  readonly #others = new Set<Cluster>();

  constructor(
    readonly options: LabOptions,
    /** Told what happens, a line at a time. */
    readonly progress: (line: string) => void = () => undefined,
  ) {}

  /** The cluster that experiments share, with `--replicas` replicas; the demo of `--url` where one is named. */
  async cluster(): Promise<LabCluster> {
    if (this.options.url) return runningDemo(this.options.url);
    return this.ownCluster();
  }

  /** The same, but never a demo: for what a demo cannot be asked to do. */
  ownCluster(): Promise<Cluster> {
    return (this.#own ??= this.#start({ replicas: this.options.replicas }));
  }

  /** A further cluster with settings of its own, on the same stores. `close` it when it has served. */
  async anotherCluster(options: ClusterOptions): Promise<Cluster> {
    const cluster = await this.#start(options);
    this.#others.add(cluster);
    return cluster;
  }

  async close(cluster: Cluster): Promise<void> {
    this.#others.delete(cluster);
    await cluster.stop();
  }

  /** The stores of the lab's own clusters. */
  stores(): Promise<LabStores> {
    return (this.#stores ??= (this.progress('starting Postgres, Redis and Memcached'), LabStores.start()));
  }

  /** A crowd at a cluster, each visitor with an address of their own. */
  crowd(cluster: LabCluster, mode: CrowdMode, options: Omit<CrowdOptions, 'mode'>): Crowd {
    const { routing, state } = mode;
    const urls = cluster.crowd ?? cluster.url;
    return new Crowd(urls, { seed: this.options.seed, ...options, mode: { routing, state } });
  }

  /** One of two lengths: that of `npm test`, or the one that people read about. */
  length(full: number, short: number): number {
    return this.options.short ? short : full;
  }

  /** How long crowds are looked at, in seconds, unless `--seconds` says otherwise. */
  seconds(full: number, short: number): number {
    return this.options.seconds ?? this.length(full, short);
  }

  /**
   * The pairs of an experiment that `--routing` and `--state` leave.
   * @throws LauncherError where none is left
   */
  modes(all: readonly CrowdMode[]): NamedMode[] {
    const { routing, state } = this.options;
    const left = all.filter(
      (mode) => (!routing || mode.routing === routing) && (!state || mode.state === state),
    );
    if (left.length === 0)
      throw new LauncherError(`This experiment compares ${all.map((mode) => named(mode).name).join(', ')}.`);
    return left.map(named);
  }

  async stop(): Promise<void> {
    const clusters = await Promise.allSettled([this.#own, ...this.#others]);
    await Promise.all(clusters.map((started) => started.status === 'fulfilled' && started.value?.stop()));
    await (await this.#stores)?.stop();
  }

  async #start(options: ClusterOptions): Promise<Cluster> {
    const stores = await this.stores();
    return startCluster({
      // Crowds and loads are not what is limited; an experiment about limits sets its own.
      requestsPerSecond: 10_000,
      ...options,
      services: stores.urls,
      environment: {
        ...process.env,
        ...COLLECTS_GARBAGE_ON_SIGNAL,
        // The balancers look at the list of replicas every second.
        ...(this.options.short && { DRAIN_SECONDS: '2' }),
        ...options.environment,
      },
      onProgress: this.progress,
    });
  }
}
