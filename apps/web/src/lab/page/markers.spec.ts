import { expect, test } from 'vitest';
import type { Telemetry } from '../../api/types';
import { markersOf } from './markers';

function event(second: number, replica: string, redis: string): Telemetry {
  return {
    at: new Date(second * 1000).toISOString(),
    replicas: [{ id: 'shop-1', state: replica }],
    stores: [{ name: 'redis', state: redis }],
  } as unknown as Telemetry;
}

test('marks what changed its state, at the event that shows it', () => {
  const events = [
    event(1, 'up', 'up'),
    event(2, 'down', 'up'),
    event(3, 'down', 'up'),
    event(4, 'up', 'down'),
  ];
  expect(markersOf(events)).toEqual([
    { at: 2, label: 'shop-1 down' },
    { at: 4, label: 'shop-1 up' },
    { at: 4, label: 'Redis down' },
  ]);
});

test('marks nothing before there are two events', () => {
  expect(markersOf([])).toEqual([]);
  expect(markersOf([event(1, 'down', 'up')])).toEqual([]);
});
