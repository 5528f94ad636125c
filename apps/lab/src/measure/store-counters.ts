import { once } from 'node:events';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { LabCluster } from '../control/running-demo.js';
import { cpuOfParentTree } from './process-cpu.js';

/** What the stores of a cluster were asked to do so far, and what they hold. */
export interface StoreCounters {
  readonly redisCommands: number;
  readonly redisBytes: number;
  readonly memcachedCommands: number;
  readonly memcachedBytes: number;
  readonly postgresTransactions: number;
  /** Of the table of sessions, with its indexes. */
  readonly postgresBytes: number;
  /** CPU time of all stores, in s. */
  readonly storeCpuSeconds: number;
}

/** Reads the counters of all stores. */
export async function readStores(cluster: LabCluster): Promise<StoreCounters> {
  const [redis, memcached, postgres] = await Promise.all([
    redisCounters(cluster.redis),
    memcachedCounters(cluster.memcached),
    postgresCounters(cluster.postgres),
  ]);
  const storeCpuSeconds = redis.cpuSeconds + memcached.cpuSeconds + postgres.cpuSeconds;
  return { ...redis, ...memcached, ...postgres, storeCpuSeconds };
}

async function redisCounters(url: string) {
  const redis = new Redis(url, { protocol: 2 });
  try {
    const info = await redis.info();
    const number = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
    return {
      redisCommands: number('total_commands_processed'),
      redisBytes: number('used_memory'),
      cpuSeconds: number('used_cpu_user') + number('used_cpu_sys'),
    };
  } finally {
    redis.disconnect();
  }
}

async function memcachedCounters(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (text.endsWith('END\r\n')) socket.end();
  });
  socket.write('stats\r\n');
  await once(socket, 'close');
  const number = (name: string) => Number(new RegExp(`STAT ${name} ([\\d.]+)`).exec(text)?.[1]);
  const memcachedCommands = number('cmd_get') + number('cmd_set') + number('cmd_touch') + number('cmd_meta');
  return {
    memcachedCommands: Number.isNaN(memcachedCommands)
      ? number('cmd_get') + number('cmd_set') + number('cmd_touch')
      : memcachedCommands,
    memcachedBytes: number('bytes'),
    cpuSeconds: number('rusage_user') + number('rusage_system'),
  };
}

async function postgresCounters(connectionString: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ transactions: string; bytes: string; pid: number }>(
      `SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS transactions,
              pg_total_relation_size('http_sessions') AS bytes,
              pg_backend_pid() AS pid`,
    );
    const { transactions, bytes, pid } = rows[0]!;
    return {
      postgresTransactions: Number(transactions),
      postgresBytes: Number(bytes),
      cpuSeconds: cpuOfParentTree(pid),
    };
  } finally {
    await client.end();
  }
}
