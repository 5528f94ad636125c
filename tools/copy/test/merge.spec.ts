import * as fc from 'fast-check';
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

describe('mergeCopies, where both sides changed neighbouring lines', { timeout: 60_000 }, () => {
  const FILE = `open();\nconst limit = readLimit(options);\nstart(limit, 5);\nclose();\n`;

  it.each([
    [
      'merges changes of different words of one line',
      FILE.replace('5', '10'),
      FILE.replace('limit,', 'limit, now,'),
      FILE.replace('limit, 5', 'limit, now, 10'),
    ],
    [
      'merges changes of two lines',
      FILE.replace('readLimit(options)', '50'),
      FILE.replace('start', 'begin'),
      FILE.replace('readLimit(options)', '50').replace('start', 'begin'),
    ],
    [
      'puts a new line beside the neighbour that is still there',
      FILE.replace('start', '// ours\nstart'),
      FILE.replace('start(limit, 5);', 'await begin();'),
      FILE.replace('start(limit, 5);', '// ours\nawait begin();'),
    ],
    [
      'indents a new line as the release indents the lines around it',
      FILE.replace('start', '// ours\nstart'),
      'try {\n' + FILE.replace(/^(?=.)/gm, '  ') + '}\n',
      'try {\n' + FILE.replace('start', '// ours\nstart').replace(/^(?=.)/gm, '  ') + '}\n',
    ],
  ])('%s', (_, mine, theirs, text) => {
    expect(merge(FILE, mine, theirs)).toMatchObject({ action: 'merged', text });
  });

  it.each([
    ['different values of one word', FILE.replace('5', '10'), FILE.replace('5', '20')],
    [
      'a line that the user removed and the release changed',
      FILE.replace(/start.*\n/, ''),
      FILE.replace('5', '20'),
    ],
    [
      'a line that the release removed and the user changed',
      FILE.replace('5', '20'),
      FILE.replace(/start.*\n/, ''),
    ],
    [
      'new lines at one place',
      FILE.replace('start', 'ours();\nstart'),
      FILE.replace('start', 'theirs();\nstart'),
    ],
  ])('marks %s as a conflict', (_, mine, theirs) => {
    expect(merge(FILE, mine, theirs).action).toBe('conflict');
  });

  it('keeps every line of both sides, whatever they changed', () => {
    const line = fc.constantFrom('open(file, mode);', 'write(file, text);', 'close(file);', '}', '');
    /** Changes of some lines: each is replaced, removed, or gets a line before it. */
    const changes = fc.array(fc.tuple(fc.nat(11), fc.constantFrom('replace', 'remove', 'insert', 'word')), {
      maxLength: 4,
    });
    const changed = (lines: readonly string[], list: [number, string][], side: string) =>
      list.reduce((result, [index, kind], number) => {
        const mark = `${side}${number}`;
        const at = index % Math.max(result.length, 1);
        const old = result[at] ?? '';
        const texts = {
          replace: [`${mark}();`],
          remove: [],
          insert: [`${mark}();`, old],
          word: [`${old} ${mark}`],
        }[kind]!;
        return result.toSpliced(at, 1, ...texts);
      }, lines);
    const marksOf = (side: string, text: string) => text.match(new RegExp(`${side}\\d`, 'g')) ?? [];
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        changes,
        changes,
        fc.boolean(),
        (base, mine, theirs, moved) => {
          const yours = changed(base, mine, 'mine').join('\n');
          const release = changed(base, theirs, 'theirs').join('\n');
          const path = moved ? 'b.ts' : 'a.ts';
          const result = (
            mergeCopies(
              new Map([['a.ts', base.join('\n')]]),
              new Map([['a.ts', yours]]),
              new Map([[path, release]]),
            ) as { path: string; action: string; text?: string }[]
          )
            .filter(({ action }) => action !== 'removed')
            .map((change) => change.text ?? (change.path === 'a.ts' ? yours : release))
            .join('\n');
          expect(marksOf('mine', result)).toEqual(expect.arrayContaining(marksOf('mine', yours)));
          expect(marksOf('theirs', result)).toEqual(expect.arrayContaining(marksOf('theirs', release)));
        },
      ),
      { numRuns: 400, seed: 1 },
    );
  });
});

describe('mergeCopies, where code moved to another file', () => {
  const METHOD = [
    '  countVisits(session) {',
    '    session.visits += 1;',
    '    return session.visits;',
    '  }',
  ].join('\n');
  const REST = 'first();\nsecond();\nthird();\nfourth();\nfifth();\nsixth();\n';
  const base = new Map([
    ['a.ts', `${REST}${METHOD}\n`],
    ['b.ts', 'import { visits } from "visits";\n'],
  ]);
  const mine = new Map(base).set('a.ts', base.get('a.ts')!.replace('+= 1', '+= 2'));
  const moved = (text: string) =>
    new Map([
      ['a.ts', REST],
      ['b.ts', `${base.get('b.ts')!}${text}\n`],
    ]);

  it('takes the change of the user along', () => {
    const changes = mergeCopies(base, mine, moved(METHOD.replaceAll(/^ {2}/gm, '')));
    expect(changes).toEqual([
      { path: 'a.ts', action: 'updated', text: REST },
      {
        path: 'b.ts',
        action: 'merged',
        followed: ['a.ts'],
        text: `${base.get('b.ts')!}${METHOD.replaceAll(/^ {2}/gm, '').replace('+= 1', '+= 2')}\n`,
      },
    ]);
  });

  it('removes a file whose changes all moved', () => {
    const changes = mergeCopies(base, mine, new Map([['b.ts', moved(METHOD).get('b.ts')!]]));
    expect(changes).toMatchObject([
      { path: 'a.ts', action: 'removed' },
      { path: 'b.ts', action: 'merged' },
    ]);
  });

  it('marks a conflict if the code is at two places now', () => {
    const [first] = mergeCopies(base, mine, moved(`${METHOD}\n${METHOD}`));
    expect(first.action).toBe('conflict');
  });

  it('marks a conflict rather than write to a file that the user removed', () => {
    const without = new Map(mine);
    without.delete('b.ts');
    expect(mergeCopies(base, without, moved(METHOD))).toMatchObject([
      { action: 'conflict' },
      { action: 'kept' },
    ]);
  });

  it('does not guess the order of two changes that move to one place', () => {
    const files = new Map([
      ['a.ts', 'openFile(one);\nreadFile(two);\ncloseFile(three);\n'],
      ['b.ts', 'readFile(two);\ncloseFile(three);\nremoveFile(four);\n'],
    ]);
    const changed = new Map(
      [...files].map(([path, text]) => [path, text.replace('closeFile', `// ${path}\ncloseFile`)]),
    );
    const release = new Map([
      ['c.ts', `${REST}openFile(one);\nreadFile(two);\ncloseFile(three);\nremoveFile(four);\n${REST}`],
    ]);
    const changes = mergeCopies(files, changed, release) as { path: string; action: string }[];
    expect(changes.map(({ path, action }) => [path, action])).toEqual([
      ['a.ts', 'removed'],
      ['b.ts', 'kept'],
      ['c.ts', 'merged'],
    ]);
  });
});
