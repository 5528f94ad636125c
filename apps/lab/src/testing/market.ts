import { test } from 'vitest';
import { startCluster } from '../cluster/cluster.js';

/**
 * `it`, with one market for all files of a run: two balancers in front of three replicas, with the demo's defaults except that
 * one address may register any number of users, and begin any number of guests' sessions. A test that needs other settings starts a cluster of its own; a test that
 * kills a replica waits until it is back.
 */
export const it = test.extend('cluster', { scope: 'worker' }, async ({}, { onCleanup }) => {
  const limits = { LIMIT_LOGINS: '100000', LIMIT_GUEST_SESSIONS: '100000' };
  const cluster = await startCluster({ environment: { ...process.env, ...limits } });
  onCleanup(() => cluster.stop());
  return cluster;
});
