import { expect, test } from 'vitest';
import { differs, withInterval } from './proportion';

test('a count has its 95 % interval, and none has a bound', () => {
  expect(withInterval(13, 40)).toBe('13 of 40 (20–48 %)');
  expect(withInterval(0, 40)).toBe('0 of 40 (below 9 %)');
});

test('differences inside the noise are none', () => {
  expect(differs(1, 0, 40)).toBe(false);
  expect(differs(13, 0, 40)).toBe(true);
  expect(differs(0, 0, 40)).toBe(false);
});
