import { describe, expect, it } from 'vitest';
// @ts-expect-error JavaScript without declarations: it runs before anything is built.
import { mergeCopies } from '../merge.mjs';

const BASE = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n';
const UPSTREAM = BASE.replace('two', 'TWO');
const YOURS = BASE.replace('six', 'SIX');

/** Merges one file. `undefined` is a file that is not there. */
function merge(base?: string, mine?: string, theirs?: string) {
  const texts = (text?: string) => new Map(text === undefined ? [] : [['a.ts', text]]);
  const [change] = mergeCopies(texts(base), texts(mine), texts(theirs)) as [
    { action: string; text?: string },
  ];
  return change;
}

describe('mergeCopies', () => {
  it.each([
    ['replaces an untouched file', BASE, BASE, UPSTREAM, 'updated', UPSTREAM],
    ['merges changes of both', BASE, YOURS, UPSTREAM, 'merged', UPSTREAM.replace('six', 'SIX')],
    ['keeps a change that nothing new meets', BASE, YOURS, BASE, 'kept', undefined],
    ['leaves a file to which both did the same', BASE, UPSTREAM, UPSTREAM, 'unchanged', undefined],
    ['removes an untouched file that is gone', BASE, BASE, undefined, 'removed', undefined],
    ['keeps a changed file that is gone', BASE, YOURS, undefined, 'kept', undefined],
    ['does not bring back a file that was removed', BASE, undefined, UPSTREAM, 'kept', undefined],
    ['adds a new file', undefined, undefined, BASE, 'added', BASE],
  ])('%s', (_, base, mine, theirs, action, text) => {
    expect(merge(base, mine, theirs)).toMatchObject({ action, ...(text !== undefined && { text }) });
  });

  it('marks two changes of one line, with both and what was copied', () => {
    const { action, text } = merge(BASE, BASE.replace('two', 'yours'), UPSTREAM);
    expect(action).toBe('conflict');
    expect(text).toContain('<<<<<<< yours\nyours\n||||||| copied\ntwo\n=======\nTWO\n>>>>>>> new release\n');
  });

  it('keeps a file with the line endings of Windows as it is, and does not call it changed', () => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n');
    expect(merge(BASE, windows(BASE), UPSTREAM)).toEqual({
      path: 'a.ts',
      action: 'updated',
      text: windows(UPSTREAM),
    });
    expect(merge(BASE, windows(YOURS), UPSTREAM).text).toBe(windows(UPSTREAM.replace('six', 'SIX')));
  });

  it.each([
    ['with', UPSTREAM, UPSTREAM.replace('six', 'SIX')],
    ['without', BASE, YOURS],
  ])('takes a change along to the new name of its file, %s a change upstream', (_, theirs, text) => {
    const changes = mergeCopies(
      new Map([['a.ts', BASE]]),
      new Map([['a.ts', YOURS]]),
      new Map([['b/a.ts', theirs]]),
    );
    expect(changes).toEqual([{ path: 'b/a.ts', from: 'a.ts', action: 'merged', text }]);
  });
});
