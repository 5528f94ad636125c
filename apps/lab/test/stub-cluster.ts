import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Balancer } from '../src/balancer/balancer.js';
import type { BalancerOptions } from '../src/balancer/balancer.options.js';
import { ReplicaList, type ListedReplica } from '../src/balancer/replica-list.js';
import { freePort } from '../src/processes/ports.js';
import { ProcessLedger } from '../src/processes/process-ledger.js';
import { StubReplica } from './stub-replica.js';

/** The suffix of every cookie of these clusters. */
export const CLUSTER_ID = 'stub01';

/** The template and the discovery script alone: a real nginx in front of stubs. */
export interface StubCluster {
  balancers: Balancer[];
  url: string;
  crowd: string;
  replicas: StubReplica[];
  /** Tells the balancers about the replicas; each is up unless said otherwise. */
  list(states?: Record<string, ListedReplica['state'] | 'absent'>): void;
  /** The programs of the balancers, by name. */
  programs(): { name: string; pid: number }[];
  stop(): Promise<void>;
}

/** Starts one nginx, or several, in front of stubs named r1, r2, … */
export async function startStubCluster(
  count: number,
  options: Partial<BalancerOptions> & { balancers?: number } = {},
): Promise<StubCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'session-lab-stub-'));
  const replicas = await Promise.all(
    Array.from({ length: count }, (_, index) => StubReplica.start(`r${index + 1}`)),
  );
  const list = new ReplicaList(join(directory, 'replicas'));
  const write: StubCluster['list'] = (states = {}) =>
    list.write(
      replicas.flatMap(({ id, port }) => {
        const state = states[id] ?? 'up';
        return state === 'absent' ? [] : [{ id, port, state }];
      }),
    );
  write();
  const balancers: Balancer[] = [];
  for (let number = 1; number <= (options.balancers ?? 1); number += 1) {
    balancers.push(
      await Balancer.start({
        id: `balancer-${number}`,
        directory: join(directory, `balancer-${number}`),
        host: '127.0.0.1',
        port: await freePort(),
        crowdPort: await freePort(),
        clusterId: CLUSTER_ID,
        routing: 'any',
        lab: true,
        affinitySeconds: 1800,
        requestsPerSecond: 100_000,
        trustedProxies: [],
        routeKey: 'a secret of this cluster',
        replicas: list.file,
        ledger: new ProcessLedger(directory),
        ...options,
      }),
    );
  }
  return {
    balancers,
    url: balancers[0]!.url,
    crowd: balancers[0]!.crowd!,
    replicas,
    list: write,
    programs: () => new ProcessLedger(directory).running(),
    stop: async () => {
      await Promise.all(balancers.map((balancer) => balancer.stop()));
      await Promise.all(replicas.map((replica) => replica.die()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
