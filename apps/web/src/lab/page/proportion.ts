/** The quantile of the normal distribution for an interval of 95 %. */
const Z = 1.96;

/** The 95 % interval of a share that was counted, as two shares from 0 to 1, by Wilson's score. */
export function interval95(count: number, of: number): [low: number, high: number] {
  if (of === 0) return [0, 1];
  const share = count / of;
  const weight = 1 + Z ** 2 / of;
  const middle = (share + Z ** 2 / (2 * of)) / weight;
  const half = (Z / weight) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Whether two shares of equal samples differ by more than chance explains, at 95 %. */
export function differs(first: number, second: number, of: number): boolean {
  if (of === 0) return false;
  const pooled = (first + second) / (2 * of);
  const error = Math.sqrt((2 * pooled * (1 - pooled)) / of);
  return error > 0 && Math.abs(first - second) / of > Z * error;
}

/** A count with its interval: "13 of 40 (20–48 %)", and of none what it is below. */
export function withInterval(count: number, of: number): string {
  const [low, high] = interval95(count, of).map((share) => Math.round(share * 100));
  return count === 0 ? `0 of ${of} (below ${high} %)` : `${count} of ${of} (${low}–${high} %)`;
}
