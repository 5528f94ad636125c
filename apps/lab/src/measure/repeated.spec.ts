import { describe, expect, it } from 'vitest';
import { compared, repeated, repeatUntilNarrow } from './repeated.js';

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('repeated measurements', () => {
  it('have their whole range as the 95 % interval of the median, from six on', () => {
    expect(repeated([3, 1, 2, 6, 5, 4])).toMatchObject({ low: 1, high: 6 });
    expect(repeated([3, 1, 2])).toMatchObject({ median: 2, low: -Infinity, high: Infinity });
  });

  // Columns of a table of the sign test: the greatest count whose two tails are at most 5 %.
  it.each([
    [8, 1, 8],
    [9, 2, 8],
    [12, 3, 10],
    [15, 4, 12],
    [20, 6, 15],
  ])('leave out the ends of %i values', (count, low, high) => {
    expect(repeated(upTo(count))).toMatchObject({ low, high });
  });

  it('are compared round by round, and equal where the interval of the difference has both signs', () => {
    const rounds = [10, 30, 12, 50, 11, 13];
    const dearer = rounds.map((value) => value + 1);
    expect(compared(rounds, dearer)).toBe('less');
    expect(compared(dearer, rounds)).toBe('more');
    expect(compared(rounds, [...dearer.slice(1), 9])).toBe('equal');
    expect(compared([1, 2], [3, 4])).toBe('equal');
  });

  it('go on in rounds over all subjects until each is narrow, or was measured often enough', async () => {
    const order: string[] = [];
    let wide = 0;
    const measure = (most: number) =>
      repeatUntilNarrow(
        ['narrow', 'wide'],
        async (subject) => {
          order.push(subject);
          return subject === 'narrow' ? 10 : (wide += 10);
        },
        (value) => value,
        { least: 6, most, part: 0.1 },
      );
    const results = await measure(8);
    expect(order.slice(0, 4)).toEqual(['narrow', 'wide', 'narrow', 'wide']);
    expect([...results.values()].map(({ length }) => length)).toEqual([8, 8]);
  });

  it('stop as soon as all are narrow', async () => {
    const results = await repeatUntilNarrow(
      ['one', 'other'],
      async () => 10,
      (value) => value,
      { least: 6, most: 9, part: 0.1 },
    );
    expect([...results.values()].map(({ length }) => length)).toEqual([6, 6]);
  });
});
