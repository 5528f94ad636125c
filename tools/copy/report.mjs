import { createTwoFilesPatch } from 'diff';
import { isSame } from './merge-text.mjs';

const HEADINGS = {
  added: 'new',
  updated: 'replaced by the new release',
  merged: 'merged with your changes',
  conflict: 'with conflicts between <<<<<<< and >>>>>>>',
  removed: 'removed',
  kept: 'kept as you changed them',
};

/** What a copy did, or would do. */
export function describeChanges(changes, { firstCopy, dryRun }) {
  const lines = [];
  for (const [action, heading] of Object.entries(HEADINGS)) {
    const files = changes.filter((change) => change.action === action);
    if (files.length === 0) continue;
    lines.push(
      `${files.length} ${files.length === 1 ? 'file' : 'files'} ${heading}${firstCopy && !dryRun ? '' : ':'}`,
    );
    if (firstCopy && !dryRun) continue;
    for (const { path, from, why, followed } of files) {
      const notes = [
        from && `was ${from}`,
        why,
        followed && `with your changes of code that was in ${followed.join(' and ')}`,
      ].filter(Boolean);
      lines.push(`  ${path}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`);
    }
  }
  if (lines.length === 0) lines.push('Nothing to do: the copy has everything of this release.');
  return lines.join('\n');
}

/** What the user changed in a copy, as a patch. */
export function userChanges(base, mine) {
  const patches = [...base]
    .filter(([path, text]) => !isSame(mine.get(path), text))
    .map(([path, text]) =>
      createTwoFilesPatch(`copied/${path}`, `yours/${path}`, text, mine.get(path) ?? ''),
    );
  return patches.join('') || 'You changed nothing in the copy.';
}
