import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.js';
import type { LabStores } from '../laboratory/lab-stores.js';
import type { Random } from '../random.js';

/** What a fault may break. */
export interface Breakable {
  readonly cluster: Pick<Cluster, 'replicas' | 'balancers' | 'kill' | 'roll' | 'scale'>;
  readonly stores: Pick<LabStores, 'stopRedis' | 'startRedis' | 'stopPostgres' | 'startPostgres'>;
}

/** Breaks one thing. @returns a line about it, once it is over */
export type Fault = (subject: Breakable, random: Random) => Promise<string>;

/** How long a paused replica stays silent, in ms: longer than balancers wait for an answer. */
const PAUSE = 5_000;
/** How long Redis stays down, in ms. */
const REDIS_AWAY = 1_500;

/** Kills a replica. */
export const killReplica: Fault = async ({ cluster }, random) => {
  const { id } = pick(cluster.replicas, random);
  cluster.kill(id);
  return `${id} was killed`;
};

/** Pauses a replica. @param ms for how long */
export function pauseReplica(ms: number): Fault {
  return async ({ cluster }, random) => {
    const { id } = pick(cluster.replicas, random);
    cluster.kill(id, 'SIGSTOP');
    await delay(ms);
    cluster.kill(id, 'SIGCONT');
    return `${id} was silent for ${ms / 1000} s`;
  };
}

/** Stops Redis, and starts it again with what it held. */
export const restartRedis: Fault = async ({ stores }) => {
  await stores.stopRedis();
  await delay(REDIS_AWAY);
  await stores.startRedis();
  return `Redis was down for ${REDIS_AWAY / 1000} s and more`;
};

/** Restarts Postgres in good order: its clients are disconnected. */
export const restartPostgres: Fault = async ({ stores }) => {
  await stores.stopPostgres();
  await stores.startPostgres();
  return 'Postgres was restarted';
};

const FAULTS: readonly Fault[] = [
  killReplica,
  pauseReplica(PAUSE),
  async ({ cluster }, random) => {
    const { id } = pick(cluster.replicas, random);
    cluster.kill(id, 'SIGTERM');
    return `${id} was told to drain`;
  },
  async ({ cluster }) => {
    await cluster.roll();
    return 'all replicas were replaced one by one';
  },
  async ({ cluster }, random) => {
    const before = cluster.replicas.length;
    const count = before + random.between(1, 2);
    await cluster.scale(count);
    await delay(PAUSE);
    await cluster.scale(before);
    return `${count} replicas, and ${before} again`;
  },
  async ({ cluster }, random) => {
    const { id } = pick(cluster.balancers, random);
    cluster.kill(id);
    return `${id} was killed`;
  },
  restartRedis,
];

/**
 * Breaks something, then waits, again and again: what and when is the seed's to say. Each kind comes once before any comes twice.
 * @param tell told of each fault once it is over
 * @param signal ends it after the fault that is under way
 */
export async function breakThings(
  subject: Breakable,
  random: Random,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  let faults = 0;
  for (let left: Fault[] = []; !signal.aborted;) {
    await delay(random.between(3_000, 9_000), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    if (left.length === 0) left = [...FAULTS];
    const [fault] = left.splice(random.between(0, left.length - 1), 1);
    tell(await fault!(subject, random));
    faults++;
  }
  return faults;
}

function pick<T>(all: readonly T[], random: Random): T {
  return all[random.between(0, all.length - 1)]!;
}
