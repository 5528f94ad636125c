import { setTimeout as delay } from 'node:timers/promises';
import type { Crowd } from '../crowd/crowd.js';
import type { LabCluster } from '../control/running-demo.js';
import { quantile } from './evenness.js';
import { sumOver } from './replica-metrics.js';
import { readStores, type StoreCounters } from './store-counters.js';

/** What a crowd's requests cost; all per request but for the first and the last two. */
export interface Load {
  readonly requests: number;
  /** CPU of the replicas. */
  readonly cpuMs: number;
  /** CPU of the stores. */
  readonly storeCpuMs: number;
  readonly redisCommands: number;
  readonly memcachedCommands: number;
  readonly postgresTransactions: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Latencies from the intended start, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** Of all replicas. */
  readonly rssMegabytes: number;
}

/** Postgres tells its counters about once a second; so long one waits before they are read. */
const SETTLE = 1_200;

/** How long the cluster is looked at while nobody asks, in ms. */
const IDLE = 1_500;

/** Lets a crowd in, then measures what its time costs; what the cluster does when nobody asks is taken off. */
export async function measureLoad(cluster: LabCluster, crowd: Crowd): Promise<Load> {
  await crowd.arrive();
  await delay(SETTLE);
  const start = await read(cluster);
  await delay(IDLE);
  const idle = await read(cluster);
  const cookies = cookieBytes(crowd);
  await crowd.start();
  await crowd.ended();
  const met = crowd.snapshot();
  await delay(SETTLE);
  const end = await read(cluster);
  const cookiesAfter = cookieBytes(crowd);
  const cost = (pick: (values: Reading) => number) => {
    const idlePerSecond = (pick(idle) - pick(start)) / (idle.at - start.at);
    const spent = pick(end) - pick(idle) - idlePerSecond * (end.at - idle.at);
    return Math.max(0, spent) / met.requests;
  };
  return {
    requests: met.requests,
    cpuMs: cost(({ cpuSeconds }) => cpuSeconds * 1000),
    storeCpuMs: cost(({ storeCpuSeconds }) => storeCpuSeconds * 1000),
    redisCommands: cost(({ redisCommands }) => redisCommands),
    memcachedCommands: cost(({ memcachedCommands }) => memcachedCommands),
    postgresTransactions: cost(({ postgresTransactions }) => postgresTransactions),
    bytesSent: (cookiesAfter.sent - cookies.sent) / met.requests,
    bytesReceived: (cookiesAfter.received - cookies.received) / met.requests,
    p50: met.latencyMs.p50,
    p99: met.latencyMs.p99,
    rssMegabytes: (await sumOver(cluster.replicas, 'process_resident_memory_bytes')) / 2 ** 20,
  };
}

/** The medians of several measurements, of their requests the sum. */
export function medianLoad(loads: readonly Load[]): Load {
  const of = (pick: (load: Load) => number) => quantile(loads.map(pick), 0.5);
  return {
    requests: loads.reduce((sum, { requests }) => sum + requests, 0),
    cpuMs: of(({ cpuMs }) => cpuMs),
    storeCpuMs: of(({ storeCpuMs }) => storeCpuMs),
    redisCommands: of(({ redisCommands }) => redisCommands),
    memcachedCommands: of(({ memcachedCommands }) => memcachedCommands),
    postgresTransactions: of(({ postgresTransactions }) => postgresTransactions),
    bytesSent: of(({ bytesSent }) => bytesSent),
    bytesReceived: of(({ bytesReceived }) => bytesReceived),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    rssMegabytes: of(({ rssMegabytes }) => rssMegabytes),
  };
}

type Reading = StoreCounters & { readonly cpuSeconds: number; readonly at: number };

async function read(cluster: LabCluster): Promise<Reading> {
  const cpuSeconds = await sumOver(cluster.replicas, 'process_cpu_seconds_total');
  return { ...(await readStores(cluster)), cpuSeconds, at: performance.now() };
}

function cookieBytes(crowd: Crowd): { sent: number; received: number } {
  const all = crowd.visitors.map((visitor) => visitor.cookieBytes);
  return {
    sent: all.reduce((sum, { sent }) => sum + sent, 0),
    received: all.reduce((sum, { received }) => sum + received, 0),
  };
}
