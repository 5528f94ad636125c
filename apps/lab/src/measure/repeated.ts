import { quantile } from './evenness.js';

/** A quantity that was measured several times: its median, and a 95 % interval of the median. */
export interface Repeated {
  readonly values: readonly number[];
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The median of repeated measurements with its 95 % interval, which assumes no distribution: order statistics of the binomial. */
export function repeated(values: readonly number[]): Repeated {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(0, Math.floor(sorted.length / 2 - 0.98 * Math.sqrt(sorted.length)));
  return {
    values,
    median: quantile(values, 0.5),
    low: sorted[rank] ?? NaN,
    high: sorted[sorted.length - 1 - rank] ?? NaN,
  };
}

/** Whether more repeats are of use: the interval is wider than that part of the median. */
export function isWide({ median, low, high }: Repeated, part: number): boolean {
  return high - low > part * median;
}

/** How two repeated measurements compare: `equal` where their intervals overlap, whatever their medians are. */
export function compared(a: Repeated, b: Repeated): 'less' | 'equal' | 'more' {
  if (a.high < b.low) return 'less';
  return a.low > b.high ? 'more' : 'equal';
}

/** How often to measure at least and at most, and how wide the interval may be as a part of the median. */
export interface RepeatLimits {
  readonly least: number;
  readonly most: number;
  readonly part: number;
}

/**
 * Measures several subjects in rounds, so that what else the machine does meets all of them, each until the interval of what
 * matters is narrow.
 * @param pick what matters
 */
export async function repeatUntilNarrow<Subject, Result>(
  subjects: readonly Subject[],
  measure: (subject: Subject, round: number) => Promise<Result>,
  pick: (result: Result) => number,
  { least, most, part }: RepeatLimits,
): Promise<ReadonlyMap<Subject, readonly Result[]>> {
  const results = new Map(subjects.map((subject) => [subject, [] as Result[]]));
  for (let round = 0; round < most; round++)
    for (const [subject, known] of results)
      if (known.length < least || isWide(repeated(known.map(pick)), part))
        known.push(await measure(subject, round));
  return results;
}
