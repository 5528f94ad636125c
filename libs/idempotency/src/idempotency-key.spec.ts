import { expect, it } from 'vitest';
import { readIdempotencyKey } from './idempotency-key.js';
import { IdempotencyKeyInvalidError } from './idempotency.errors.js';

it.each([
  ['8e03978e-40d5', '8e03978e-40d5'],
  ['"8e03978e-40d5"', '8e03978e-40d5'],
  ['  "a"  ', 'a'],
  ['"a";v=1', 'a'],
  ['"a"; v="x;y";w=?1;t=@1;b=:aGk=:;k;d=%"%c3%bc";n=-1.5;c=tok/en', 'a'],
  ['a;v=1', 'a'],
  ['"two words"', 'two words'],
  ['"a\\"b\\\\c"', 'a"b\\c'],
  ['"a,b"', 'a,b'],
])('reads %s as the key %s', (header, key) => {
  expect(readIdempotencyKey(header)).toBe(key);
});

it.each([
  undefined,
  '',
  '""',
  '"',
  'two words',
  '"a","b"',
  '"a", "b"',
  'a, b',
  'a,b',
  '("a" "b")x y',
  '"a" "b"',
  '"a"b',
  '"a";',
  '"a";V=1',
  '"a";v="',
  '"a\\b"',
  '"a\tb"',
  '"ä"',
  'x'.repeat(256),
  `"${'x'.repeat(256)}"`,
  'ä',
  'a\nb',
  ['a', 'b'],
])('refuses %j', (header) => {
  expect(() => readIdempotencyKey(header)).toThrow(IdempotencyKeyInvalidError);
});

it('takes no longer for a header that is made to be slow', () => {
  const started = performance.now();
  for (const header of [`"a"${';a=1'.repeat(4000)}!`, `"${'\\"'.repeat(8000)}`, `a${'; a'.repeat(5000)}"`])
    expect(() => readIdempotencyKey(header)).toThrow(IdempotencyKeyInvalidError);
  expect(performance.now() - started).toBeLessThan(200);
});
