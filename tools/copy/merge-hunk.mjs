import { diffIndices } from 'node-diff3';
import { alignLines, isTelling, tokensOf } from './align.mjs';

/**
 * Merges neighbouring lines that both sides changed, which a merge by lines calls a conflict. Each change of the user is made to the new
 * release, if the lines that it replaces, or between which it stands, are still there.
 *
 * @param {{ base: readonly string[], mine: readonly string[], theirs: readonly string[] }} hunk between two lines that neither side
 *   changed
 * @returns {string[] | undefined} undefined if one change of the user has no certain place
 */
export function mergeHunk({ base, mine, theirs }) {
  const pairs = alignLines(base, theirs);
  const changes = userChanges(base, mine).map((change) => placeChange(change, { base, theirs, pairs }));
  if (!changes.every(Boolean)) return undefined;
  return apply(theirs, changes);
}

/** The user's changes in a hunk; lines that were changed one by one are a change each. */
function userChanges(base, mine) {
  return diffIndices([...base], [...mine]).flatMap(({ buffer1: [start, length], buffer2Content: lines }) =>
    length > 0 && length === lines.length
      ? lines.map((line, index) => ({ start: start + index, length: 1, lines: [line] }))
      : [{ start, length, lines }],
  );
}

/** Where a change belongs in the new release. @returns undefined if that is not certain */
function placeChange({ start, length, lines }, { base, theirs, pairs }) {
  if (length === 0) return placeInsertion({ start, lines }, { base, theirs, pairs });
  const places = pairs.slice(start, start + length);
  if (!places.every((place, index) => place !== undefined && place === places[0] + index)) return undefined;
  const same = places.every((place, index) => theirs[place].trim() === base[start + index].trim());
  if (same) return { start: places[0], length, lines: indent(lines, base[start], theirs[places[0]]) };
  if (length !== 1 || lines.length !== 1) return undefined;
  const line = mergeLine({ base: base[start], mine: lines[0], theirs: theirs[places[0]] });
  return line === undefined ? undefined : { start: places[0], length, lines: [line] };
}

function placeInsertion({ start, lines }, { base, theirs, pairs }) {
  const before = start === 0 ? -1 : pairs[start - 1];
  const after = start === base.length ? theirs.length : pairs[start];
  const at = (index, from, to) => ({
    start: index,
    length: 0,
    lines: base[from] === undefined ? lines : indent(lines, base[from], theirs[to]),
  });
  if (before !== undefined && after !== undefined)
    // Both sides added lines here: which ones come first is not known.
    return before + 1 === after ? at(after, start, after) : undefined;
  // One neighbour is gone. The other one must be the same: a bracket may be another block's.
  const isSame = (from, to) => isTelling(base[from]) && base[from].trim() === theirs[to].trim();
  if (before === -1 || (before !== undefined && isSame(start - 1, before)))
    return at(before + 1, start - 1, before);
  if (after === theirs.length || (after !== undefined && isSame(start, after)))
    return at(after, start, after);
  return undefined;
}

/** Merges changes of one line, if each token that the user replaced is still there. */
function mergeLine({ base, mine, theirs }) {
  const [from, to] = [base, theirs].map(tokensOf);
  const pairs = samePairs(from, to);
  const changes = diffIndices(from, tokensOf(mine)).map(
    ({ buffer1: [start, length], buffer2Content: tokens }) => {
      // With the token before and the one after what is new: both must still be neighbours.
      const [before, after] = [
        start === 0 ? -1 : pairs[start - 1],
        start === from.length ? to.length : pairs[start],
      ];
      const places = length === 0 ? [after] : pairs.slice(start, start + length);
      const isThere = places.every((place, index) => place !== undefined && place === places[0] + index);
      const isCertain = length > 0 || after === to.length || before + 1 === after;
      return isThere && isCertain ? { start: places[0], length, lines: tokens } : undefined;
    },
  );
  return changes.every(Boolean) ? apply(to, changes).join('') : undefined;
}

/** For each token its index among others, for the longest sequence that both have. */
function samePairs(from, to) {
  const pairs = from.map((_, index) => index);
  let shift = 0;
  for (const {
    buffer1: [start, length],
    buffer2: [, added],
  } of diffIndices(from, to)) {
    pairs.fill(undefined, start, start + length);
    shift += added - length;
    for (let index = start + length; index < pairs.length; index++) pairs[index] = index + shift;
  }
  return pairs;
}

/** Gives lines the indentation that the release gave to the one that they replace. */
export function indent(lines, from, to) {
  const [before, after] = [from, to].map((line) => /^\s*/.exec(line)[0]);
  if (before === after) return lines;
  return lines.map((line) => (line.startsWith(before) ? after + line.slice(before.length) : line));
}

/** Makes changes, which are in order, to lines. */
export function apply(lines, changes) {
  const result = [...lines];
  for (const { start, length, lines: replacement } of changes.toReversed())
    result.splice(start, length, ...replacement);
  return result;
}
