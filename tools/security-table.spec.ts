import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const text = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8');

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
