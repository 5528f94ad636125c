import { diffIndices } from 'node-diff3';
import { isTelling } from './align.mjs';
import { apply, indent } from './merge-hunk.mjs';
import { isSame, linesOf, mergeText } from './merge-text.mjs';

/** How many lines before and after a change are looked for: the more, the more certain. */
const CONTEXTS = [
  [3, 3],
  [2, 2],
  [1, 1],
  [4, 0],
  [0, 4],
];

/**
 * Takes the user's changes along with code that the new release moved to another place, in the same file or in another one. A change
 * moves if the lines around it are at one place in the copy, and at one place in the release. All others stay.
 *
 * @param {Map<string, string>} base
 * @param {Map<string, string>} mine
 * @param {Map<string, string>} theirs
 * @param {Map<string, string>} moves new paths by old ones, of files that moved whole
 * @returns {{ mine: Map<string, string>, theirs: Map<string, string>, followed: Map<string, Set<string>> }} `mine` without the changes
 *   that moved, `theirs` with them; where they come from, by the path that they are in now
 */
export function followChanges(base, mine, theirs, moves) {
  // What the user removed is not written again: nothing can move there.
  const targets = new Map(
    [...theirs]
      .filter(([path]) => !base.has(path) || mine.has(path))
      .map(([path, text]) => [path, linesOf(text)]),
  );
  const bases = new Map([...base].map(([path, text]) => [path, linesOf(text)]));
  const staying = new Map(mine);
  const placed = [];
  for (const [path, lines] of bases) {
    const yours = mine.get(path);
    if (yours === undefined || isSame(yours, base.get(path))) continue;
    const [text, release] = [base.get(path), theirs.get(moves.get(path) ?? path)];
    if (release !== undefined && mergeText({ base: text, mine: yours, theirs: release }).conflicts === 0)
      continue;
    const eol = yours.includes('\r\n') ? '\r\n' : '\n';
    const stay = diffIndices(lines, linesOf(yours))
      .map(toChange)
      .filter((change) => {
        const alone = apply(lines, [change]).join('\n');
        if (release !== undefined && mergeText({ base: text, mine: alone, theirs: release }).conflicts === 0)
          return true;
        const place = findPlace(lines, change, bases, targets);
        if (!place || placed.some((other) => overlaps(place, other))) return true;
        placed.push({ ...place, from: path });
        return false;
      });
    staying.set(path, apply(lines, stay).join(eol));
  }
  const moved = new Map(theirs);
  const followed = new Map();
  for (const path of new Set(placed.map((place) => place.path))) {
    const here = placed.filter((place) => place.path === path).sort((a, b) => a.start - b.start);
    moved.set(path, apply(targets.get(path), here).join('\n'));
    followed.set(path, new Set(here.map(({ from }) => from)));
  }
  return { mine: staying, theirs: moved, followed };
}

function toChange({ buffer1: [start, length], buffer2Content: lines }) {
  return { start, length, lines };
}

function overlaps(one, other) {
  return (
    one.path === other.path &&
    one.start <= other.start + other.length &&
    other.start <= one.start + one.length
  );
}

/** Where the lines around a change are now. @returns undefined if they are nowhere, or at more than one place */
function findPlace(lines, { start, length, lines: replacement }, bases, targets) {
  for (const [before, after] of CONTEXTS) {
    const context = lines.slice(Math.max(0, start - before), start + length + after);
    if (context.filter(isTelling).length < 2) continue;
    if (placesOf(context, bases).length !== 1) continue;
    const places = placesOf(context, targets);
    if (places.length > 1) return undefined;
    if (places.length === 0) continue;
    const [{ path, index }] = places;
    const shift = Math.min(before, start);
    const anchor = context.findIndex(isTelling);
    return {
      path,
      start: index + shift,
      length,
      lines: indent(replacement, context[anchor], targets.get(path)[index + anchor]),
    };
  }
  return undefined;
}

/** Where lines follow each other in some texts, whatever their indentation. */
function placesOf(lines, texts) {
  const places = [];
  const wanted = lines.map((line) => line.trim());
  for (const [path, text] of texts)
    for (let index = 0; index + wanted.length <= text.length; index++)
      if (wanted.every((line, offset) => text[index + offset].trim() === line)) places.push({ path, index });
  return places;
}
