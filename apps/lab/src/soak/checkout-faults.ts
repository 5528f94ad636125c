import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random.js';
import {
  killReplica,
  pauseReplica,
  restartPostgres,
  restartRedis,
  type Breakable,
  type Fault,
} from './faults.js';

/** How many faults of each kind. */
export interface FaultCounts {
  readonly kills: number;
  readonly pauses: number;
}

/** One restart of Postgres and one of Redis for so many other faults. */
const RESTART_EVERY = 15;
/** How long after a checkout was sent it is hit, in ms: a checkout takes about so long. */
const INTO_CHECKOUT = 60;

/** How often each store is restarted beside those faults. */
export function restartsOf({ kills, pauses }: FaultCounts): number {
  return Math.ceil((kills + pauses) / RESTART_EVERY);
}

/** Returns all faults of a run in an order of the seed's. */
export function planFaults(counts: FaultCounts, random: Random): Fault[] {
  const times = <T>(count: number, one: () => T) => Array.from({ length: count }, one);
  const left = [
    ...times(counts.kills, () => killReplica),
    ...times(counts.pauses, () => pauseReplica(random.between(3_000, 8_000))),
    ...times(restartsOf(counts), () => restartPostgres),
    ...times(restartsOf(counts), () => restartRedis),
  ];
  return times(left.length, () => left.splice(random.between(0, left.length - 1), 1)[0]!);
}

/**
 * Runs faults one after the other, each while a checkout is under way.
 * @param nextCheckout settles when the next checkout is sent
 */
export async function breakCheckouts(
  subject: Breakable,
  plan: readonly Fault[],
  random: Random,
  nextCheckout: () => Promise<unknown>,
  tell: (line: string) => void,
): Promise<void> {
  for (const [at, fault] of plan.entries()) {
    await delay(random.between(500, 2_500));
    await nextCheckout();
    await delay(random.between(0, INTO_CHECKOUT));
    tell(`${at + 1}/${plan.length}: ${await fault(subject, random)}`);
  }
}
