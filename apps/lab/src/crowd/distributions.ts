import type { Random } from '../random.js';

/** The weight of the tail: below 2 the variance grows with the sample, which is what "heavy-tailed" means in practice. */
const TAIL = 1.5;

/**
 * A number with a heavy tail (Pareto with a tail of 1.5, cut at its end): most are small, a few are very large.
 * @param mean what many of them come to on average
 * @param cut where the tail ends, in means or a little more
 */
export function heavyTailed(random: Random, mean: number, cut = 30): number {
  const least = (TAIL - 1) / TAIL;
  const lostByTheCut = (least ** TAIL * cut ** (1 - TAIL)) / (TAIL - 1);
  const drawn = Math.min(least / (1 - random.next()) ** (1 / TAIL), cut);
  return (mean * drawn) / (1 - lostByTheCut);
}

/** One of these names, each as often as its weight says. */
export function pick<Name extends string>(random: Random, weights: Readonly<Record<Name, number>>): Name {
  const entries = Object.entries(weights) as [Name, number][];
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries.at(-1)![0];
}
