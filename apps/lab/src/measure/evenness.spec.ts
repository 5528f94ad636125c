import { expect, it } from 'vitest';
import { evenness, quantile } from './evenness.js';

it('tells even loads from uneven ones', () => {
  expect(evenness([5, 5, 5])).toEqual({ variation: 0, busiest: 1 });
  expect(evenness([0, 0, 9]).busiest).toBe(3);
  expect(evenness([0, 0, 9]).variation).toBeCloseTo(Math.SQRT2);
});

it('finds quantiles', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([3, 1, 2], 1)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
});
