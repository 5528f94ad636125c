import type { Telemetry } from '../../api/types';
import { NotSeenError, telemetryFeed } from '../feed/telemetry-feed';
import { breakReplica, orderRedis, startCrowd, stopCrowd, type Fault } from '../lab-orders';
import type { Mode } from '../modes';
import { leaveNothingBehind } from './leave-nothing-behind';

/** What happens in the middle of a run. */
export type Event = Fault | 'redis' | 'nothing';

/** A run of two modes under the same crowd and the same fault. */
export interface Experiment {
  readonly modes: readonly [Mode, Mode];
  readonly event: Event;
}

/** What a run is told while it goes on. */
export interface Observer {
  /** Each step in words. */
  step(words: string): void;
  /** What was broken. */
  fault(fault: string): void;
}

const VISITORS = 40;
const RATE = 20;
/** How long the crowd is left alone before and after the fault, and how long Redis is stopped, in ms. */
const CALM_MS = 5000;
/** How long to wait for what should happen next, in ms. */
const PATIENCE_MS = 40_000;

/**
 * Sends two crowds, breaks something while they shop, waits until the cluster has recovered, and ends the crowds. A page that is
 * closed meanwhile ends them, too, and starts Redis again.
 *
 * @throws ApiProblem if the cluster refuses a step
 * @throws NotSeenError if a step was not seen to happen: the run has no verdict then
 */
export async function runExperiment(
  { modes: [first, second], event }: Experiment,
  observer: Observer,
): Promise<void> {
  observer.step('The visitors arrive.');
  const done = leaveNothingBehind({ redis: event === 'redis' });
  try {
    await startCrowd({ ...first, against: second, visitors: VISITORS, rate: RATE, seconds: 120 });
    await telemetryFeed.until(
      'the crowds shopping',
      ({ launcher }) => launcher?.crowd?.phase === 'shopping',
      PATIENCE_MS,
    );
    observer.step('They shop.');
    await pause(CALM_MS);
    await breakSomething(event, observer);
    await pause(CALM_MS);
    observer.step('They check what is left of their carts and logins.');
    await stopCrowd();
    await telemetryFeed.until(
      'the end of the run',
      ({ launcher }) => launcher?.crowd?.phase === 'over',
      PATIENCE_MS,
    );
  } catch (error) {
    if (error instanceof NotSeenError) observer.fault('a fault that was not seen to happen');
    await stopCrowd().catch(() => undefined);
    throw error;
  } finally {
    done();
  }
}

async function breakSomething(event: Event, observer: Observer): Promise<void> {
  if (event === 'nothing') return;
  if (event === 'redis') return stopRedisForAWhile(observer);
  const target = busiest(
    await telemetryFeed.until('a replica', ({ replicas }) => replicas.some(isUp), PATIENCE_MS),
  );
  const state = (telemetry: Telemetry) => telemetry.replicas.find(({ id }) => id === target)?.state;
  // Waits from before the fault: a replica that starts fast is down in one event only.
  const down = telemetryFeed.until(`${target} down`, (latest) => state(latest) !== 'up', PATIENCE_MS);
  down.catch(() => undefined);
  observer.step(`The ${event} of ${target}, which holds the most sessions.`);
  await breakReplica(target, event);
  observer.fault(`${event} of ${target}`);
  await down;
  observer.step(`${target} is down.`);
  await telemetryFeed.until(`${target} up again`, (latest) => state(latest) === 'up', PATIENCE_MS);
  observer.step(`${target} is up again.`);
}

async function stopRedisForAWhile(observer: Observer): Promise<void> {
  observer.step('Redis is stopped.');
  await orderRedis('stop');
  observer.fault('stop of Redis');
  try {
    await telemetryFeed.until('Redis down', (latest) => redis(latest) === 'down', PATIENCE_MS);
    await pause(CALM_MS);
  } finally {
    await orderRedis('start');
  }
  observer.step('Redis is started again.');
  await telemetryFeed.until('Redis up again', (latest) => redis(latest) === 'up', PATIENCE_MS);
}

function redis({ stores }: Telemetry): string | undefined {
  return stores.find(({ name }) => name === 'redis')?.state;
}

function busiest({ replicas }: Telemetry): string {
  return replicas.filter(isUp).sort((a, b) => (b.sessions ?? 0) - (a.sessions ?? 0))[0]!.id;
}

function isUp({ state }: Telemetry['replicas'][number]): boolean {
  return state === 'up';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
