import { expect, test } from 'vitest';
import type { Telemetry } from '../../api/types';
import { lostSoFar } from './lost-so-far';

type Counts = Record<string, [startedAt: string, sessionsLost: number] | null>;

function event(counts: Counts): Telemetry {
  const replicas = Object.entries(counts).map(([id, count]) => ({
    id,
    startedAt: count?.[0] ?? null,
    sessionsLost: count?.[1] ?? null,
  }));
  return { replicas } as unknown as Telemetry;
}

test('what was lost before this page was opened does not count', () => {
  expect(lostSoFar([event({ a: ['t1', 7] }), event({ a: ['t1', 9] })])).toEqual([0, 2]);
});

test('a replica that restarted counts from zero, the others go on', () => {
  const events = [
    event({ a: ['t1', 3], b: ['t1', 0] }),
    event({ a: null, b: ['t1', 4] }),
    event({ a: ['t2', 1], b: ['t1', 4] }),
  ];
  expect(lostSoFar(events)).toEqual([0, 4, 5]);
});
