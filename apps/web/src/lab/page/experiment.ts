import type { Telemetry } from '../../api/types';
import { telemetryFeed } from '../feed/telemetry-feed';
import { breakReplica, orderRedis, startCrowd, stopCrowd, type Fault } from '../lab-orders';
import type { Mode } from '../modes';

/** What happens in the middle of a run. */
export type Event = Fault | 'redis' | 'nothing';

/** A run of two modes under the same crowd and the same fault. */
export interface Experiment {
  readonly modes: readonly [Mode, Mode];
  readonly event: Event;
}

const VISITORS = 40;
const RATE = 20;
/** How long everything is left alone before and after the fault, and how long Redis is away, in ms. */
const CALM_MS = 5000;
/** Past this, what was to happen will not. */
const PATIENCE_MS = 40_000;

/**
 * Sends two crowds, breaks something once they shop, waits until all is well, and sends them home.
 *
 * @param tell is told each step in words
 * @param note is told what was broken
 * @throws ApiProblem where the cluster refuses a step
 */
export async function runExperiment(
  { modes: [first, second], event }: Experiment,
  tell: (step: string) => void,
  note: (fault: string) => void,
): Promise<void> {
  tell('The crowds come in.');
  await startCrowd({ ...first, against: second, visitors: VISITORS, rate: RATE, seconds: 120 });
  await telemetryFeed.until(({ launcher }) => launcher?.crowd?.phase === 'shopping', PATIENCE_MS);
  tell('They shop.');
  await pause(CALM_MS);
  await breakSomething(event, tell, note);
  await pause(CALM_MS);
  tell('They look a last time for what they had.');
  await stopCrowd();
  await telemetryFeed.until(({ launcher }) => launcher?.crowd?.phase === 'over', PATIENCE_MS);
}

async function breakSomething(
  event: Event,
  tell: (step: string) => void,
  note: (fault: string) => void,
): Promise<void> {
  if (event === 'nothing') return;
  if (event === 'redis') {
    tell('Redis is stopped.');
    await orderRedis('stop');
    note('stop of Redis');
    await pause(CALM_MS);
    tell('Redis is started again.');
    await orderRedis('start');
    await telemetryFeed.until(({ stores }) => stores.every(({ state }) => state === 'up'), PATIENCE_MS);
    return;
  }
  const target = busiest(await telemetryFeed.until(({ replicas }) => replicas.length > 0, PATIENCE_MS));
  if (target === undefined) return;
  tell(`A ${event} of ${target}, which has the most to do.`);
  await breakReplica(target, event);
  note(`${event} of ${target}`);
  await telemetryFeed.until(({ replicas }) => stateOf(replicas, target) !== 'up', PATIENCE_MS);
  tell(`${target} is away.`);
  await telemetryFeed.until(({ replicas }) => stateOf(replicas, target) === 'up', PATIENCE_MS);
  tell(`${target} is back.`);
}

function busiest(event: Telemetry | undefined): string | undefined {
  const up = event?.replicas.filter(({ state }) => state === 'up') ?? [];
  return up.sort((a, b) => (b.sessions ?? 0) - (a.sessions ?? 0))[0]?.id;
}

function stateOf(replicas: Telemetry['replicas'], id: string): string | undefined {
  return replicas.find((replica) => replica.id === id)?.state;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
