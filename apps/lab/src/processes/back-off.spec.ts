import { expect, it } from 'vitest';
import { BackOff } from './back-off.js';

it('starts a program again at once the first time, then ever later up to five seconds', () => {
  const backOff = new BackOff();
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(() => backOff.after(100))).toEqual([
    0, 250, 500, 1000, 2000, 4000, 5000, 5000,
  ]);
});

it('forgets earlier ends once the program has run for ten seconds', () => {
  const backOff = new BackOff();
  backOff.after(100);
  backOff.after(100);
  expect(backOff.after(10_000)).toBe(0);
});
