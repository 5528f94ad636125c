/** The quantile of the normal distribution for a two-sided interval of 95 %. */
const Z = 1.96;

/** The 95 % interval of a proportion, from 0 to 1. */
export interface ProportionInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Returns what a count in a sample says about the proportion behind it, at 95 %: the rule of three where it happened never or
 * always (Hanley and Lippman-Hand, JAMA 1983), Wilson's score interval otherwise.
 */
export function proportionInterval(count: number, sample: number): ProportionInterval {
  if (sample === 0) return { low: 0, high: 1 };
  if (count === 0) return { low: 0, high: Math.min(1, 3 / sample) };
  if (count >= sample) return { low: Math.max(0, 1 - 3 / sample), high: 1 };
  const share = count / sample;
  const weight = Z ** 2 / sample;
  const centre = (share + weight / 2) / (1 + weight);
  const half = (Z * Math.sqrt((share * (1 - share)) / sample + weight / (4 * sample))) / (1 + weight);
  return { low: centre - half, high: centre + half };
}

/**
 * Returns a count in a sample with its 95 % interval, as tables, verdicts and documents show it.
 * @example proportion(0, 213) // '0 of 213 (below 1.4 %)'
 * @example proportion(5, 213) // '5 of 213 (1-5.4 %)'
 */
export function proportion(count: number, sample: number, unit = ''): string {
  const counted = `${count} of ${sample}${unit && ` ${unit}`}`;
  if (sample === 0) return counted;
  const { low, high } = proportionInterval(count, sample);
  if (count === 0) return `${counted} (below ${percent(high)} %)`;
  if (count >= sample) return `${counted} (above ${percent(low)} %)`;
  return `${counted} (${percent(low)}-${percent(high)} %)`;
}

/** How many trials without a single failure it takes to say that failures are rarer than a bound, at 95 %. */
export function sampleForBound(bound: number): number {
  return Math.ceil(3 / bound);
}

function percent(share: number): string {
  const value = 100 * share;
  // Two digits of what matters: near 100 % that is the distance from it.
  const digits = value > 50 ? Math.max(0, 1 - Math.floor(Math.log10(100 - value || 1))) : undefined;
  return digits === undefined ? String(Number(value.toPrecision(2))) : String(Number(value.toFixed(digits)));
}
