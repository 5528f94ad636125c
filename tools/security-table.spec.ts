import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const text = read('docs/security.md');

/** The last column of every table row. */
const tests = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\|.*\| test \|$/.test(line))
  .map((line) => line.slice(0, -2).split(' | ').at(-1)!);

/** What a cell names: a file, and the titles of tests in it. A file after "run by" runs them. */
const named = tests.flatMap((cell) =>
  [...cell.matchAll(/(run by )?`([\w./-]+\.(?:[\w-]*spec|contract|timeouts)\.ts)`((?:,? "[^"]+")*)/g)].map(
    ([, runs, path, titles]) => ({
      runs: runs !== undefined,
      path: path!,
      titles: [...titles!.matchAll(/"([^"]+)"/g)].map(([, title]) => title!),
    }),
  ),
);

/** Whether a file has a string literal with this text, as an argument or a key; `…` stands for a computed part. */
function has(source: string, title: string): boolean {
  const literal = title
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('\\$\\{[^}]+\\}');
  return new RegExp(`(['"\`])${literal}\\1[,:]`).test(source);
}

it('docs/security.md names files that exist', () => {
  const paths = [...text.matchAll(/`((?:apps|libs|deploy|tools|docs)\/[\w./-]+|README\.md)`/g)].map(
    ([, path]) => path!,
  );
  expect(paths.length).toBeGreaterThan(60);
  expect(paths.filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual([]);
});

it('docs/security.md answers every requirement of its list, once', () => {
  const chapter = (name: string, last: number, first = 1) =>
    Array.from({ length: last - first + 1 }, (_, at) => `${name}.${first + at}`);
  const asked = [
    ...[
      ...chapter('7.1', 3),
      ...chapter('7.2', 4),
      ...chapter('7.3', 2),
      ...chapter('7.4', 5),
      ...chapter('7.5', 3),
    ],
    ...[...chapter('9.1', 3), ...chapter('9.2', 4), '10.4.5', '10.4.8', '10.4.9'],
    ...[...chapter('3.3', 5), ...chapter('3.4', 8), ...chapter('3.5', 3), '14.3.1', '14.3.2'],
    ...['2.3.3', '2.3.4', '15.4.2', '16.2.5', '16.5.2', '16.5.3'],
  ];
  const answered = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \|/gm)].map(([, id]) => id);
  expect(answered.sort()).toEqual(asked.sort());
});

it('docs/security.md names a test in every row, or says why there is none', () => {
  expect(tests.length).toBeGreaterThan(75);
  const untested = tests.filter(
    (cell) => !/^not (tested|applicable)/.test(cell) && !/(?:spec|contract|timeouts)\.ts` "/.test(cell),
  );
  expect(untested).toEqual([]);
});

it('docs/security.md names tests that their files have', () => {
  expect(named.flatMap(({ titles }) => titles).length).toBeGreaterThan(90);
  expect(named.filter(({ runs, titles }) => !runs && titles.length === 0)).toEqual([]);
  const missing = named.flatMap(({ path, titles }) => {
    const source = read(path);
    return titles.filter((title) => !has(source, title)).map((title) => `${path}: ${title}`);
  });
  expect(missing).toEqual([]);
});
