import { test } from 'vitest';
import { startCluster } from '../cluster/cluster.js';

/**
 * `it`, with one market for all files of a run: two balancers in front of three replicas, with the demo's defaults except that
 * one address may register any number of users. A test that needs other settings starts a cluster of its own; a test that
 * kills a replica waits until it is back.
 */
export const it = test.extend('cluster', { scope: 'worker' }, async ({}, { onCleanup }) => {
  const cluster = await startCluster({ environment: { ...process.env, LIMIT_LOGINS: '100000' } });
  onCleanup(() => cluster.stop());
  return cluster;
});
