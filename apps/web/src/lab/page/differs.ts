/** The quantile of the normal distribution for a two-sided test at 95 %. */
const Z = 1.96;

/** Returns whether two shares of equal samples differ by more than chance explains, at 95 %. */
export function differs(first: number, second: number, sample: number): boolean {
  if (sample === 0) return false;
  const pooled = (first + second) / (2 * sample);
  const error = Math.sqrt((2 * pooled * (1 - pooled)) / sample);
  return error > 0 && Math.abs(first - second) / sample > Z * error;
}
