import { diff3Merge } from 'node-diff3';

/**
 * Merges two changes of one text.
 *
 * @param {{ base: string, mine: string, theirs: string }} texts what was copied, what the user made of it, the new release
 * @returns {{ text: string, conflicts: number }} conflicts are marked in the text, as Git marks them
 */
export function mergeText({ base, mine, theirs }) {
  // A file of Windows keeps its line endings.
  const eol = mine.includes('\r\n') ? '\r\n' : '\n';
  const lines = (text) => text.replaceAll('\r\n', '\n').split('\n');
  const regions = diff3Merge(lines(mine), lines(base), lines(theirs), { excludeFalseConflicts: true });
  const merged = regions.flatMap(
    ({ ok, conflict }) =>
      ok ?? [
        '<<<<<<< yours',
        ...conflict.a,
        '||||||| copied',
        ...conflict.o,
        '=======',
        ...conflict.b,
        '>>>>>>> new release',
      ],
  );
  return { text: merged.join(eol), conflicts: regions.filter(({ conflict }) => conflict).length };
}

/** Whether two texts differ in more than their line endings. */
export function isSame(one, other) {
  return (
    one !== undefined &&
    other !== undefined &&
    one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n')
  );
}
