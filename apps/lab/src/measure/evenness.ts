/** How far loads are from even. */
export interface Evenness {
  /** Standard deviation ÷ mean; 0 where all are alike. */
  readonly variation: number;
  /** The busiest one's load ÷ the mean: what a cluster must be sized for. */
  readonly busiest: number;
}

/** The evenness of the loads of several servers; those without any must be among them. */
export function evenness(loads: readonly number[]): Evenness {
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
  if (mean === 0) return { variation: 0, busiest: 1 };
  const variance = loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / loads.length;
  return { variation: Math.sqrt(variance) / mean, busiest: Math.max(...loads) / mean };
}

/** The value below which that part of the others lies; NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? NaN;
}
