import { diff3Merge } from 'node-diff3';
import { mergeHunk } from './merge-hunk.mjs';

/**
 * Merges two changes of one text: by lines, and where both sides changed neighbouring lines, by what each change replaces.
 *
 * @param {{ base: string, mine: string, theirs: string }} texts what was copied, what the user made of it, the new release
 * @returns {{ text: string, conflicts: number }} conflicts are marked in the text, as Git marks them
 */
export function mergeText({ base, mine, theirs }) {
  // A file of Windows keeps its line endings.
  const eol = mine.includes('\r\n') ? '\r\n' : '\n';
  const regions = diff3Merge(linesOf(mine), linesOf(base), linesOf(theirs), { excludeFalseConflicts: true });
  let conflicts = 0;
  const merged = regions.flatMap(({ ok, conflict }) => {
    const lines = ok ?? mergeHunk({ base: conflict.o, mine: conflict.a, theirs: conflict.b });
    if (lines) return lines;
    conflicts++;
    return [
      '<<<<<<< yours',
      ...conflict.a,
      '||||||| copied',
      ...conflict.o,
      '=======',
      ...conflict.b,
      '>>>>>>> new release',
    ];
  });
  return { text: merged.join(eol), conflicts };
}

/** The lines of a text, whatever their endings. */
export function linesOf(text) {
  return text.replaceAll('\r\n', '\n').split('\n');
}

/** Whether two texts are the same but for their line endings. */
export function isSame(one, other) {
  return one !== undefined && other !== undefined && linesOf(one).join('\n') === linesOf(other).join('\n');
}
