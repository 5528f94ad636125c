import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Gate } from '../../apps/check/src/gate/gate.js';
import { Balancer } from '../../apps/lab/src/balancer/balancer.js';
import { ReplicaList } from '../../apps/lab/src/balancer/replica-list.js';
import { freePort } from '../../apps/lab/src/processes/ports.js';
import { ProcessLedger } from '../../apps/lab/src/processes/process-ledger.js';
import { startRedis } from '../../apps/lab/src/services/redis.js';
import type { Service } from '../../apps/lab/src/services/service.js';

/** Suffix of the balancer's cookies. */
export const STAGE_ID = 'workshop';

const REPLICAS = 3;

/** What stands while scenes are played: nginx, Redis, and three ports for replicas. */
export class Stage {
  private constructor(
    readonly directory: string,
    readonly ledger: ProcessLedger,
    readonly ports: readonly number[],
    readonly redis: Service,
    /** What stands between each replica and Redis: it can hold a request between two of its commands. */
    readonly gates: readonly Gate[],
    /** For looking into Redis. */
    readonly admin: Redis,
    readonly balancer: Balancer,
  ) {}

  static async open(): Promise<Stage> {
    const directory = mkdtempSync(join(tmpdir(), 'session-lab-workshop-'));
    const ledger = new ProcessLedger(directory);
    const ports: number[] = [];
    while (ports.length < REPLICAS) ports.push(await freePort());
    const redis = await startRedis({ directory, ledger });
    const gates = await Promise.all(ports.map(() => Gate.open(new URL(redis.url))));
    const list = new ReplicaList(join(directory, 'replicas'));
    list.write(ports.map((port, at) => ({ id: `app-${at + 1}`, port, state: 'up' })));
    const balancer = await Balancer.start({
      id: 'balancer-1',
      directory: join(directory, 'balancer-1'),
      host: '127.0.0.1',
      port: await freePort(),
      clusterId: STAGE_ID,
      routing: 'any',
      lab: true,
      affinitySeconds: 1800,
      requestsPerSecond: 100_000,
      trustedProxies: [],
      routeKey: 'the workshop',
      replicas: list.file,
      ledger,
    });
    const admin = new Redis(redis.url, { maxRetriesPerRequest: null });
    admin.on('error', () => undefined);
    return new Stage(directory, ledger, ports, redis, gates, admin, balancer);
  }

  async close(): Promise<void> {
    this.admin.disconnect();
    await this.balancer.stop();
    await Promise.all(this.gates.map((gate) => gate.close()));
    await this.redis.stop();
    await this.ledger.sweep();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
