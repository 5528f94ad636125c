import { describe, expect, it } from 'vitest';
import { formatSchedule, parseSchedule, schedules } from './schedule.js';

/** Returns all schedules of two requests with so many round trips, as a run of the tool finds them. */
function played(trips: { A: number; B: number }, symmetric = false): string[] {
  const found: string[] = [];
  const all = schedules(symmetric);
  for (let next = all.next(); !next.done;) {
    const schedule = next.value;
    found.push(formatSchedule(schedule));
    // A request with n round trips can be held before the second to the n-th.
    next = all.next(schedule.every((turn) => turn.trips === undefined || turn.trips < trips[turn.actor]));
  }
  return found;
}

describe('schedules', () => {
  it('has every schedule with up to two switches, and tries each end once', () => {
    expect(played({ A: 2, B: 2 })).toEqual([
      'A-B',
      'B-A',
      ...['A1-B-A', 'A2-B-A', 'B1-A-B', 'B2-A-B'],
      ...['A1-B1-A-B', 'A1-B2-A-B', 'B1-A1-B-A', 'B1-A2-B-A'],
    ]);
  });

  it('leaves out the mirror images of two requests that do the same', () => {
    expect(played({ A: 2, B: 2 }, true)).toEqual(['A-B', 'A1-B-A', 'A2-B-A', 'A1-B1-A-B', 'A1-B2-A-B']);
  });

  it('orders requests that never reach the store', () => {
    expect(played({ A: 0, B: 0 })).toEqual(['A-B', 'B-A', 'A1-B-A', 'B1-A-B']);
  });
});

describe('parseSchedule', () => {
  it.each(['A-B', 'A1-B-A', 'B2-A1-B-A'])('reads %s back', (text) => {
    expect(formatSchedule(parseSchedule(text))).toBe(text);
  });

  it.each(['', 'A', 'A1-B', 'C-A', 'A1-B1'])('refuses "%s"', (text) => {
    expect(() => parseSchedule(text)).toThrow('is no schedule');
  });
});
