import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import type { Cluster } from '../cluster/cluster.js';
import type { ClusterReport } from '../cluster/cluster-report.js';
import { order } from './order.js';
import { LauncherError } from '../processes/launcher-error.js';

/** A cluster as experiments see it. */
export type LabCluster = Pick<
  Cluster,
  | 'url'
  | 'urls'
  | 'crowd'
  | 'replicas'
  | 'balancers'
  | 'redis'
  | 'memcached'
  | 'postgres'
  | 'kill'
  | 'scale'
  | 'roll'
>;

/**
 * The demo that runs at an address of this machine, by the report that it keeps in this checkout.
 * @throws LauncherError if no demo is running, or its lab is off.
 */
export function runningDemo(url: string): LabCluster {
  const directory = join(CHECKOUT, '.data', new URL(url).port || '80');
  const file = join(directory, 'cluster.json');
  if (!existsSync(file))
    throw new LauncherError(`No demo of this checkout runs at ${url}: leave --url out to start a cluster.`);
  const report = () => JSON.parse(readFileSync(file, 'utf8')) as ClusterReport;
  const first = report();
  if (!first.crowd) throw new LauncherError(`The demo at ${url} runs without the lab: start it with LAB=on.`);
  return {
    ...first,
    get replicas() {
      return report().replicas;
    },
    get balancers() {
      return report().balancers;
    },
    kill: (id, signal = 'SIGKILL') => {
      const found = [...report().replicas, ...report().balancers].find((candidate) => candidate.id === id);
      if (!found) throw new RangeError(`There is no ${id}.`);
      process.kill(found.pid, signal);
    },
    scale: (count) => order(directory, `scale/${count}`),
    roll: () => order(directory, 'roll'),
  };
}
