import { isSame } from './merge-text.mjs';

/** The share of lines that two texts must have in common to count as one file that moved. */
const SIMILARITY = 0.5;

/**
 * Finds where files went that the user changed and the new release has under another name, so that the change goes along.
 *
 * @param {Map<string, string>} base
 * @param {Map<string, string>} mine
 * @param {Map<string, string>} theirs
 * @returns {Map<string, string>} new paths by old ones
 */
export function findMoves(base, mine, theirs) {
  const added = new Map([...theirs].filter(([path]) => !base.has(path) && !mine.has(path)));
  const moves = new Map();
  for (const [path, text] of base) {
    if (theirs.has(path) || !mine.has(path) || isSame(mine.get(path), text)) continue;
    let best = SIMILARITY;
    for (const [target, candidate] of added) {
      const similarity = similarityOf(text, candidate);
      if (similarity < best) continue;
      best = similarity;
      moves.set(path, target);
    }
    added.delete(moves.get(path));
  }
  return moves;
}

/** The share of lines, from 0 to 1, that two texts have in common, wherever they stand. */
function similarityOf(one, other) {
  const lines = (text) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length > 1);
  const [from, to] = [lines(one), lines(other)];
  const counts = new Map();
  for (const line of from) counts.set(line, (counts.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of to) {
    const count = counts.get(line) ?? 0;
    if (count > 0) common++;
    counts.set(line, count - 1);
  }
  return common / Math.max(from.length, to.length, 1);
}
