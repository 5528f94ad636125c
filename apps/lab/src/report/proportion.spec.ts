import { describe, expect, it } from 'vitest';
import { proportion, proportionInterval, sampleForBound } from './proportion.js';

describe('proportion', () => {
  it.each([
    [0, 213, '0 of 213 (below 1.4 %)'],
    [0, 2135, '0 of 2135 (below 0.14 %)'],
    [0, 2, '0 of 2 (below 100 %)'],
    [0, 0, '0 of 0'],
    [213, 213, '213 of 213 (above 98.6 %)'],
    [5, 213, '5 of 213 (1-5.4 %)'],
    [1, 2, '1 of 2 (9.5-90.5 %)'],
  ])('writes %i of %i with what it says at 95 %%', (count, sample, text) => {
    expect(proportion(count, sample)).toBe(text);
  });

  it('names what was counted', () => {
    expect(proportion(0, 40, 'visitors')).toBe('0 of 40 visitors (below 7.5 %)');
  });

  it('has the interval of Wilson for 10 of 100', () => {
    const { low, high } = proportionInterval(10, 100);
    expect(low).toBeCloseTo(0.0552, 3);
    expect(high).toBeCloseTo(0.1744, 3);
  });

  it('says how long a run must be for a bound', () => {
    expect(sampleForBound(0.001)).toBe(3000);
    expect(proportionInterval(0, sampleForBound(0.001)).high).toBeLessThanOrEqual(0.001);
  });
});
