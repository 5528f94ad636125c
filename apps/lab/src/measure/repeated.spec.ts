import { describe, expect, it } from 'vitest';
import { compared, repeated, repeatUntilNarrow } from './repeated.js';

describe('repeated measurements', () => {
  it('have the median, and all of the range while they are few', () => {
    expect(repeated([3, 1, 2])).toMatchObject({ median: 2, low: 1, high: 3 });
  });

  it('leave out the ends of the range once they are many', () => {
    const { low, high } = repeated(Array.from({ length: 15 }, (_, at) => at + 1));
    expect([low, high]).toEqual([4, 12]);
  });

  it('are equal where their intervals overlap', () => {
    expect(compared(repeated([1, 2, 3]), repeated([3, 4, 5]))).toBe('equal');
    expect(compared(repeated([1, 2, 3]), repeated([4, 5, 6]))).toBe('less');
    expect(compared(repeated([4, 5, 6]), repeated([1, 2, 3]))).toBe('more');
  });

  it('go on in rounds, for each subject until it is narrow or was measured often enough', async () => {
    const order: string[] = [];
    let wide = 0;
    const results = await repeatUntilNarrow(
      ['narrow', 'wide'],
      async (subject) => {
        order.push(subject);
        return subject === 'narrow' ? 10 : (wide += 10);
      },
      (value) => value,
      { least: 2, most: 4, part: 0.1 },
    );
    expect(order).toEqual(['narrow', 'wide', 'narrow', 'wide', 'wide', 'wide']);
    expect(results.get('narrow')).toEqual([10, 10]);
    expect(results.get('wide')).toEqual([10, 20, 30, 40]);
  });
});
