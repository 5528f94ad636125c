import { followChanges } from './follow.mjs';
import { isSame, mergeText } from './merge-text.mjs';
import { findMoves } from './moves.mjs';

/**
 * What is to be done to one file.
 *
 * @typedef {object} Change
 * @property {'added' | 'updated' | 'merged' | 'conflict' | 'removed' | 'kept' | 'unchanged'} action `kept` are a user's
 *   changes, which nothing new meets
 * @property {string} path
 * @property {string} [text] to write
 * @property {string} [from] where the file was before
 * @property {string[]} [followed] files from which changes of the user moved into this one, with the code around them
 * @property {string} [why]
 */

/**
 * Merges a new release into a copy, file by file.
 *
 * @param {Map<string, string>} base the texts of the release that was copied; empty for a first copy
 * @param {Map<string, string>} mine the texts that are in the project now
 * @param {Map<string, string>} theirs the texts of the new release
 * @returns {Change[]} in the order of their paths
 */
export function mergeCopies(base, mine, theirs) {
  const moves = findMoves(base, mine, theirs);
  const movedTo = new Map([...moves].map(([from, to]) => [to, from]));
  const after = followChanges(base, mine, theirs, moves);
  return [...new Set([...base.keys(), ...theirs.keys()])]
    .filter((path) => !moves.has(path))
    .sort()
    .map((path) => {
      const from = movedTo.get(path);
      const old = from ?? path;
      const change = mergeFile({
        base: base.get(old),
        mine: after.mine.get(old),
        theirs: after.theirs.get(path),
      });
      const followed = after.followed.get(path);
      return {
        path,
        ...(from !== undefined && { from }),
        // The text is written in any case: the old file goes.
        ...(from !== undefined && change.text === undefined
          ? { action: 'merged', text: after.mine.get(from) }
          : change),
        ...(followed && {
          action: change.action === 'conflict' ? 'conflict' : 'merged',
          followed: [...followed],
        }),
      };
    });
}

function mergeFile({ base, mine, theirs }) {
  if (theirs === undefined) {
    if (mine === undefined) return { action: 'unchanged' };
    if (isSame(mine, base)) return { action: 'removed' };
    return { action: 'kept', why: 'the new release no longer has this file; you changed it' };
  }
  if (mine === undefined) {
    if (base === undefined) return { action: 'added', text: theirs };
    return { action: 'kept', why: 'you removed it' };
  }
  if (isSame(mine, theirs)) return { action: 'unchanged' };
  if (isSame(mine, base)) return { action: 'updated', text: withEndingsOf(mine, theirs) };
  if (isSame(theirs, base)) return { action: 'kept' };
  const { text, conflicts } = mergeText({ base: base ?? '', mine, theirs });
  return conflicts > 0 ? { action: 'conflict', text } : { action: 'merged', text };
}

function withEndingsOf(text, other) {
  return text.includes('\r\n') ? other.replaceAll('\n', '\r\n') : other;
}
