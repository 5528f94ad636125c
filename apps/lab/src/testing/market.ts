import { test } from 'vitest';
import { startCluster } from '../cluster/cluster.js';

/**
 * `it`, with one market for all files of a run: two balancers before three replicas, with the defaults of the demo. What needs other
 * settings starts a cluster of its own; who kills a replica leaves when it is back.
 */
export const it = test.extend('cluster', { scope: 'worker' }, async ({}, { onCleanup }) => {
  const cluster = await startCluster();
  onCleanup(() => cluster.stop());
  return cluster;
});
