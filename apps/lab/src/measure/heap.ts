import { setTimeout as delay } from 'node:timers/promises';
import type { LabCluster } from '../control/running-demo.js';
import { readMetrics } from './replica-metrics.js';

// Code stays compiled: a collection would throw away what has not run for a while, megabytes that are no session's.
const PRELOAD = `import v8 from 'node:v8'; import vm from 'node:vm';
v8.setFlagsFromString('--expose-gc'); v8.setFlagsFromString('--no-flush-bytecode'); const collect = vm.runInNewContext('gc');
process.on('SIGUSR2', () => collect());`;

/** Lets a replica collect its garbage when it is sent SIGUSR2, so that what is left is what is held. */
export const COLLECTS_GARBAGE_ON_SIGNAL = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PRELOAD)}`,
};

/** Bytes that all replicas hold once garbage is gone: objects on the heap, and buffers outside it. */
export async function heldByReplicas(cluster: LabCluster): Promise<number> {
  for (let round = 0; round < 3; round++) {
    for (const { id } of cluster.replicas) cluster.kill(id, 'SIGUSR2');
    await delay(250);
  }
  const metrics = await Promise.all(cluster.replicas.map(({ url }) => readMetrics(url)));
  return metrics.reduce(
    (sum, values) =>
      sum +
      (values.get('nodejs_heap_size_used_bytes') ?? 0) +
      (values.get('nodejs_external_memory_bytes') ?? 0),
    0,
  );
}
