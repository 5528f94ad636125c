/** The share of tokens that two lines must have in common to count as one line that changed. */
const SIMILARITY = 0.5;

/**
 * Pairs the lines of two texts that are the same line: equal but for their indentation, or changed in a few tokens. The pairs keep
 * their order, and are the ones with the most text in common.
 *
 * @param {readonly string[]} from
 * @param {readonly string[]} to
 * @returns {(number | undefined)[]} for each line of `from` its index in `to`; undefined for a line that is gone
 */
export function alignLines(from, to) {
  const [left, right] = [from.map(tokensOf), to.map(tokensOf)];
  const width = right.length + 1;
  // best[i * width + j]: the most that the lines from i and from j on have in common (Needleman and Wunsch).
  const best = new Float64Array((left.length + 1) * width);
  const gains = new Float64Array(best.length);
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--) {
      const at = i * width + j;
      gains[at] = gainOf(left[i], right[j]);
      best[at] = Math.max(best[at + width], best[at + 1], gains[at] && gains[at] + best[at + width + 1]);
    }
  const pairs = Array(left.length).fill(undefined);
  for (let i = 0, j = 0; i < left.length && j < right.length;) {
    const at = i * width + j;
    if (gains[at] > 0 && best[at] === gains[at] + best[at + width + 1]) pairs[i++] = j++;
    else if (best[at] === best[at + width]) i++;
    else j++;
  }
  return pairs;
}

/** Words, spaces and signs. */
export function tokensOf(line) {
  return line.match(/\w+|\s+|[^\w\s]/g) ?? [];
}

/** Whether a line says enough to be found by: brackets, blank lines and `return;` are everywhere. */
export function isTelling(line) {
  return (line.match(/\w+/g) ?? []).join('').length >= 8;
}

/** How much two lines have in common; 0 if they are not the same line. */
function gainOf(one, other) {
  const [a, b] = [one, other].map((tokens) => tokens.filter((token) => token.trim() !== ''));
  if (a.length === b.length && a.every((token, index) => token === b[index])) return a.length + 0.5;
  const counts = new Map();
  for (const token of a) counts.set(token, (counts.get(token) ?? 0) + 1);
  let common = 0;
  let words = 0;
  for (const token of b) {
    const count = counts.get(token) ?? 0;
    if (count === 0) continue;
    counts.set(token, count - 1);
    common++;
    if (/\w{2}/.test(token)) words++;
  }
  return words >= 2 && common / Math.max(a.length, b.length) >= SIMILARITY ? common : 0;
}
