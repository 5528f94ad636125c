import { setTimeout as delay } from 'node:timers/promises';
import { readinessOf } from '../cluster/readiness.js';
import type { Crowd, CrowdSnapshot } from '../crowd/crowd.js';
import { named, PRESETS } from '../crowd/presets.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import { Random } from '../random.js';
import { audit, stockWithoutOrders, type Books } from './books.js';
import { breakThings } from './faults.js';
import { footprintOf, type Footprint } from './footprint.js';

/** After so long, in s, other visitors come: an access token, which the crowd does not refresh, lives for 300. */
const SHIFT = 180;
/** How long replicas get to be back after the last fault, in ms. */
const SETTLE = 60_000;

/** What was met in a soak. */
export interface Soaked {
  readonly faults: number;
  /** By mode, one for each shift. */
  readonly shifts: readonly { readonly mode: string; readonly met: CrowdSnapshot }[];
  readonly books: Books;
  readonly before: Footprint;
  readonly after: Footprint;
}

/** Lets a steady crowd shop in `external` and in `stateless` while things break. */
export async function soak(laboratory: Laboratory, seconds: number): Promise<Soaked> {
  const cluster = await laboratory.ownCluster();
  const stores = await laboratory.stores();
  const random = new Random(laboratory.options.seed);
  const stock = await stockWithoutOrders(cluster.postgres);
  const modes = [named(PRESETS.external), named(PRESETS.stateless)];
  const shifts: { mode: string; met: CrowdSnapshot }[] = [];
  let before: Footprint | undefined;
  let after: Footprint | undefined;
  let faults = 0;
  for (let left = seconds; left > 0; left -= SHIFT) {
    const length = Math.min(left, SHIFT);
    const crowds: [string, Crowd][] = modes.map((mode) => [
      mode.name,
      laboratory.crowd(cluster, mode, {
        seed: random.between(0, 0xffff_ffff),
        visitors: 30,
        rate: laboratory.options.rate / modes.length,
        seconds: length,
        signedIn: 0.4,
      }),
    ]);
    for (const [, crowd] of crowds) await crowd.start();
    // What a replica takes when it has warmed up is what it should take in the end.
    before ??= await delay(10_000).then(() => footprintOf(cluster.replicas));
    const over = new AbortController();
    const breaking = breakThings({ cluster, stores }, random, laboratory.progress, over.signal);
    await Promise.all(crowds.map(([, crowd]) => crowd.ended()));
    over.abort();
    faults += await breaking;
    await allReady(cluster);
    // Before everybody asks at once, which opens connections that balancers keep for a minute.
    after = await footprintOf(cluster.replicas);
    for (const [mode, crowd] of crowds) {
      await crowd.census();
      shifts.push({ mode, met: crowd.snapshot() });
    }
  }
  return { faults, shifts, books: await audit(cluster.postgres, stock), before: before!, after: after! };
}

/** Settles when every replica is ready. @throws Error where a replica has not come back */
export async function allReady({
  replicas,
}: {
  readonly replicas: readonly { url: string }[];
}): Promise<void> {
  const giveUpAt = performance.now() + SETTLE;
  for (;;) {
    const states = await Promise.all(replicas.map(({ url }) => readinessOf(url)));
    if (states.every((state) => state === 'up')) return;
    if (performance.now() > giveUpAt) throw new Error(`Replicas did not come back: ${states.join(', ')}.`);
    await delay(200);
  }
}
