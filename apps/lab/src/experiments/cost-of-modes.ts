import type { NamedMode } from '../crowd/presets.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import type { LabCluster } from '../control/running-demo.js';
import { measureLoad, medianLoad, type Load } from '../measure/load.js';
import { repeated, repeatUntilNarrow, type Repeated } from '../measure/repeated.js';
import { shown } from '../report/text-table.js';

/** What was measured of a mode: each round, and the medians of all. */
export interface CostOfMode {
  readonly mode: NamedMode;
  readonly rounds: readonly Load[];
  readonly load: Load;
  /** CPU of the replicas and of the stores, in ms a request. */
  readonly cpu: Repeated;
}

/** How often the warm-up asks, compared with a measurement: a process compiles what is called often only then. */
const WARM_UP = 2;

/** Measures the modes in rounds, on processes that a crowd of each mode has warmed up. */
export async function measureModes(
  laboratory: Laboratory,
  cluster: LabCluster,
  modes: readonly NamedMode[],
): Promise<CostOfMode[]> {
  const { short } = laboratory.options;
  if (!short) for (const mode of modes) await loadBy(laboratory, cluster, mode, WARM_UP);
  const measured = await repeatUntilNarrow(
    modes,
    (mode) => loadBy(laboratory, cluster, mode),
    cpuOf,
    short ? { least: 1, most: 1, part: 0 } : { least: 6, most: 12, part: 0.1 },
  );
  return [...measured].map(([mode, rounds]) => ({
    mode,
    rounds,
    load: medianLoad(rounds),
    cpu: repeated(rounds.map(cpuOf)),
  }));
}

/** One crowd of a mode. All of it signs in before the clock starts: hashing a password costs more than a hundred requests. */
export function loadBy(
  laboratory: Laboratory,
  cluster: LabCluster,
  mode: NamedMode,
  times = 1,
): Promise<Load> {
  laboratory.progress(`cost: ${mode.name}`);
  const seconds = laboratory.seconds(5, 3);
  const rate = Math.min(500, costRate(laboratory) * times);
  const crowd = laboratory.crowd(cluster, mode, { visitors: 40, rate, seconds, signedIn: 1 });
  return measureLoad(cluster, crowd);
}

/** Requests a second at which the modes are measured. */
export function costRate({ options: { rate, short } }: Laboratory): number {
  return short ? rate : 2 * rate;
}

/** An interval as tables show it. */
export function intervalText({ low, high }: Repeated): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `${shown(low)} to ${shown(high)}` : 'too few rounds';
}

/** CPU of the replicas and of the stores, in ms. */
function cpuOf({ cpuMs, storeCpuMs }: Load): number {
  return cpuMs + storeCpuMs;
}
