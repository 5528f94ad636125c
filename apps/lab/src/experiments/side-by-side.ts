import type { Crowd, CrowdSnapshot } from '../crowd/crowd.js';
import type { NamedMode } from '../crowd/presets.js';
import { hasFailed } from '../crowd/tally.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import type { LabCluster } from '../control/running-demo.js';

/** What became of one mode's crowd. */
export interface Observed {
  readonly mode: NamedMode;
  readonly crowd: Crowd;
  readonly met: CrowdSnapshot;
  /** Places of those who had been served last by each replica when the event began. */
  readonly homes: ReadonlyMap<string, readonly number[]>;
  /** Places of those who lost a cart or a login. */
  readonly losers: ReadonlySet<number>;
  /** Places of those who were answered by another replica than before, at least once. */
  readonly moved: ReadonlySet<number>;
  /** Seconds from the event to the last failed request or loss; 0 where there was none. */
  readonly troubledFor: number;
}

/**
 * Lets the same crowd loose on a cluster once for each mode, all at the same time, so that one event meets them all; then
 * something happens, and at last everybody is asked what they still have.
 * @param event what happens; settles when it is over
 * @param seconds how long to look on after it
 */
export async function sideBySide(
  laboratory: Laboratory,
  cluster: LabCluster,
  modes: readonly NamedMode[],
  event: () => Promise<void>,
  seconds: number,
): Promise<Observed[]> {
  const visitors = laboratory.length(30, 12);
  const rate = laboratory.options.rate / modes.length;
  const watched = [];
  for (const mode of modes) {
    laboratory.progress(`${visitors} visitors come in: ${mode.name}`);
    const crowd = laboratory.crowd(cluster, mode, { visitors, rate, signedIn: 0.3 });
    await crowd.arrive();
    watched.push(watch(mode, crowd));
  }
  const crowds = watched.map(({ crowd }) => crowd);
  await Promise.all(crowds.map((crowd) => crowd.start()));
  try {
    await afterSeconds(2);
    for (const one of watched) one.happensNow();
    await event();
    await afterSeconds(seconds);
  } finally {
    await Promise.all(crowds.map((crowd) => crowd.stop()));
  }
  for (const crowd of crowds) await crowd.census();
  return watched.map((one) => one.observed());
}

function watch(mode: NamedMode, crowd: Crowd) {
  const losers = new Set<number>();
  const moved = new Set<number>();
  const homes = new Map<string, number[]>();
  const last = new Map<number, string>(crowd.visitors.map(({ place, replica = '' }) => [place, replica]));
  let happened = 0;
  let lastTrouble = 0;
  crowd.on('outcome', ({ visitor, replica, status, lost }) => {
    if (lost) losers.add(visitor);
    if (replica?.startsWith('shop-') && last.get(visitor) !== replica) {
      moved.add(visitor);
      last.set(visitor, replica);
    }
    // A broken mode is in trouble all the time; what counts is what came with the event.
    if (lost || hasFailed(status)) lastTrouble = performance.now();
  });
  const happensNow = () => {
    happened = performance.now();
    for (const { place, replica = '' } of crowd.visitors)
      homes.set(replica, [...(homes.get(replica) ?? []), place]);
  };
  const observed = (): Observed => {
    const troubledFor = Math.max(0, (lastTrouble - happened) / 1000);
    return { mode, crowd, met: crowd.snapshot(), homes, losers, moved, troubledFor };
  };
  return { crowd, happensNow, observed };
}

/** Waits. A window to look through, not something that could be awaited. */
export function afterSeconds(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
