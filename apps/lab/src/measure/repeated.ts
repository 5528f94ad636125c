import { quantile } from './evenness.js';

/** A quantity that was measured several times: its median, and the 95 % interval of the median. */
export interface Repeated {
  readonly values: readonly number[];
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The fewest repeats whose whole range is a 95 % interval of the median: 1 - 2 / 2^6 = 97 %. */
export const FEWEST_REPEATS = 6;

/**
 * Returns the median of repeated measurements with its 95 % interval, which assumes no distribution: order statistics of the
 * binomial. With fewer than {@link FEWEST_REPEATS} values there is none, and any value is possible.
 */
export function repeated(values: readonly number[]): Repeated {
  const sorted = values.toSorted((a, b) => a - b);
  const left = leftOut(sorted.length);
  return {
    values,
    median: quantile(values, 0.5),
    low: left === undefined ? -Infinity : sorted[left]!,
    high: left === undefined ? Infinity : sorted[sorted.length - 1 - left]!,
  };
}

/** Whether more repeats are of use: the interval is wider than that part of the median. */
export function isWide({ median, low, high }: Repeated, part: number): boolean {
  return high - low > part * Math.abs(median);
}

/**
 * Returns how two subjects compare that were measured in the same rounds, by their differences within each round: what
 * else the machine did met both. They are `equal` where the 95 % interval of the difference has both signs.
 */
export function compared(a: readonly number[], b: readonly number[]): 'less' | 'equal' | 'more' {
  const { low, high } = repeated(differences(a, b));
  if (high < 0) return 'less';
  return low > 0 ? 'more' : 'equal';
}

/** Returns `a` less `b`, round by round, as far as both were measured. */
export function differences(a: readonly number[], b: readonly number[]): number[] {
  return a.slice(0, b.length).map((value, round) => value - b[round]!);
}

/** How often to measure at least and at most, and how wide the interval may be as a part of the median. */
export interface RepeatLimits {
  readonly least: number;
  readonly most: number;
  readonly part: number;
}

/**
 * Measures several subjects in rounds, so that what else the machine does meets all of them, until the intervals of what matters
 * are narrow for all of them.
 * @param pick what matters
 */
export async function repeatUntilNarrow<Subject, Result>(
  subjects: readonly Subject[],
  measure: (subject: Subject, round: number) => Promise<Result>,
  pick: (result: Result) => number,
  { least, most, part }: RepeatLimits,
): Promise<ReadonlyMap<Subject, readonly Result[]>> {
  const results = new Map(subjects.map((subject) => [subject, [] as Result[]]));
  const areWide = () => [...results.values()].some((known) => isWide(repeated(known.map(pick)), part));
  for (let round = 0; round < most && (round < least || areWide()); round++)
    for (const [subject, known] of results) known.push(await measure(subject, round));
  return results;
}

/** Returns how many of the least and of the greatest values are outside the interval; undefined if there are too few. */
function leftOut(count: number): number | undefined {
  let outside: number | undefined;
  let probability = 0.5 ** count;
  for (let tail = probability, at = 0; 2 * tail <= 0.05; tail += probability) {
    outside = at;
    at++;
    probability *= (count - at + 1) / at;
  }
  return outside;
}
