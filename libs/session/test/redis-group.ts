import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { expect, vi } from 'vitest';
import { freePort } from './memcached-server.js';

const run = promisify(execFile);
const bounded: RedisOptions = { maxRetriesPerRequest: 0, commandTimeout: 500, connectTimeout: 500 };

/** Several real Redis processes on ports of their own: a master with replicas and Sentinels, or a Cluster. */
export class RedisGroup {
  private readonly processes = new Map<number, ChildProcess>();
  private readonly clients: (Redis | Cluster)[] = [];
  private sentinels: readonly number[] = [];
  private nodes: readonly number[] = [];

  private constructor(private readonly directory: string) {}

  /** A master, two replicas and three Sentinels that agree within half a second that it is down. */
  static async sentinels(): Promise<RedisGroup> {
    const group = await RedisGroup.create();
    const [master, ...replicas] = (group.nodes = await freePorts(3));
    await group.launch(master!);
    for (const port of replicas) await group.launch(port, '--replicaof', '127.0.0.1', `${master}`);
    group.sentinels = await freePorts(3);
    for (const port of group.sentinels) await group.launchSentinel(port, master!);
    const watcher = group.admin(group.sentinels[0]!);
    await vi.waitFor(async () => {
      const [about] = (await watcher.call('SENTINEL', 'MASTERS')) as string[][];
      const of = (name: string) => about![about!.indexOf(name) + 1];
      if (of('num-slaves') !== '2' || of('num-other-sentinels') !== '2') throw new Error('not known yet');
    }, 15_000);
    await group.linked();
    return group;
  }

  /** Three masters and three replicas. */
  static async cluster(): Promise<RedisGroup> {
    const group = await RedisGroup.create();
    group.nodes = await freePorts(6);
    for (const port of group.nodes)
      await group.launch(
        port,
        '--cluster-enabled',
        'yes',
        '--cluster-node-timeout',
        '1000',
        '--cluster-config-file',
        `${port}.conf`,
      );
    const addresses = group.nodes.map((port) => `127.0.0.1:${port}`);
    await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes']);
    await vi.waitFor(async () => {
      for (const port of group.nodes) {
        const info = String(await group.admin(port).cluster('INFO'));
        const nodes = String(await group.admin(port).cluster('NODES'));
        if (!info.includes('cluster_state:ok') || nodes.split('slave').length < 4)
          throw new Error('not ready yet');
      }
    }, 20_000);
    await group.linked();
    return group;
  }

  /** Where it is, in the form of a setting. */
  get url(): string {
    const hosts = (ports: readonly number[]) => ports.map((port) => `127.0.0.1:${port}`).join(',');
    return this.sentinels.length > 0
      ? `redis-sentinel://${hosts(this.sentinels)}/main`
      : `redis-cluster://${hosts(this.nodes)}`;
  }

  /** How a connection finds the master by the Sentinels. */
  get options(): RedisOptions {
    const sentinels = this.sentinels.map((port) => ({ host: '127.0.0.1', port }));
    return { ...bounded, name: 'main', sentinels };
  }

  /** A connection as an application would have it. */
  async connect(): Promise<Redis | Cluster> {
    const client =
      this.sentinels.length > 0
        ? new Redis({ ...this.options, sentinelRetryStrategy: () => 100, retryStrategy: () => 100 })
        : new Cluster(
            this.nodes.map((port) => ({ host: '127.0.0.1', port })),
            { redisOptions: bounded, clusterRetryStrategy: () => 100 },
          );
    client.on('error', () => {});
    this.clients.push(client);
    await once(client, 'ready');
    return client;
  }

  /** Waits until both replicas of the master that Sentinel names have all that was written to it so far. */
  async replicated(): Promise<void> {
    const admin = this.admin(await this.masterBySentinel());
    await vi.waitFor(async () => {
      const info = String(await admin.info('replication'));
      const written = /master_repl_offset:(\d+)/.exec(info)![1];
      const offsets = [...info.matchAll(/state=online,offset=(\d+)/g)].map(([, offset]) => offset);
      expect(offsets).toEqual([written, written]);
    }, 10_000);
  }

  /** Kills the master that Sentinel names, or the Cluster's master of that key. */
  async killMaster(key: string): Promise<void> {
    const port = this.sentinels.length > 0 ? await this.masterBySentinel() : await this.masterOf(key);
    const process = this.processes.get(port)!;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }

  /** Kills the replicas of the one master, so that it stands alone. */
  async killReplicas(): Promise<void> {
    const master = await this.masterBySentinel();
    for (const [port, process] of this.processes) {
      if (port === master || !this.nodes.includes(port) || process.signalCode !== null) continue;
      process.kill('SIGKILL');
      await once(process, 'exit');
    }
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    for (const process of this.processes.values()) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      process.kill('SIGKILL');
      await once(process, 'exit');
    }
    await rm(this.directory, { recursive: true, force: true });
  }

  private static async create(): Promise<RedisGroup> {
    return new RedisGroup(await mkdtemp(join(tmpdir(), 'redis-group-')));
  }

  /** Waits until every replica has what its master had: before, it could not take its place. */
  private async linked(): Promise<void> {
    await vi.waitFor(async () => {
      for (const port of this.nodes) {
        const info = String(await this.admin(port).info('replication'));
        if (info.includes('role:slave') && !info.includes('master_link_status:up'))
          throw new Error('not in step yet');
      }
    }, 20_000);
  }

  private admin(port: number): Redis {
    const client = new Redis({ port, host: '127.0.0.1' });
    client.on('error', () => {});
    this.clients.push(client);
    return client;
  }

  private async masterBySentinel(): Promise<number> {
    const address = await this.admin(this.sentinels[0]!).call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main');
    return Number((address as string[])[1]);
  }

  private async masterOf(key: string): Promise<number> {
    const admin = this.admin(this.nodes[0]!);
    const slot = await admin.cluster('KEYSLOT', key);
    const slots = await admin.cluster('SLOTS');
    const range = slots.find(([from, to]) => from <= slot && slot <= to)!;
    return range[2]![1];
  }

  private async launch(port: number, ...settings: string[]): Promise<void> {
    const place = [
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--dir',
      this.directory,
      '--save',
      '',
      '--repl-diskless-sync-delay',
      '0',
    ];
    await this.spawned(
      port,
      ['redis-server', ...place, '--dbfilename', `${port}.rdb`, ...settings],
      'Ready to accept',
    );
  }

  private async launchSentinel(port: number, master: number): Promise<void> {
    const file = join(this.directory, `sentinel-${port}.conf`);
    await writeFile(
      file,
      [
        `port ${port}`,
        'bind 127.0.0.1',
        `sentinel monitor main 127.0.0.1 ${master} 2`,
        'sentinel down-after-milliseconds main 500',
        'sentinel failover-timeout main 3000',
      ].join('\n'),
    );
    await this.spawned(port, ['redis-server', file, '--sentinel'], 'Sentinel ID');
  }

  private async spawned(port: number, [command, ...args]: string[], ready: string): Promise<void> {
    const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.processes.set(port, child);
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        log += String(chunk);
        if (log.toLowerCase().includes(ready.toLowerCase())) resolve();
      });
      child.once('exit', () => reject(new Error(`Redis on port ${port} did not start:\n${log}`)));
    });
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  // A Cluster node also listens on its port plus 10,000.
  for (let port = await freePort(); ports.size < count; port = await freePort())
    if (port < 55_000) ports.add(port);
  return [...ports];
}
