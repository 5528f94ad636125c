import { expect, test } from 'vitest';
import type { Telemetry } from '../../api/types';
import { showAbsence } from './show-absence';

function event(state: 'up' | 'draining' | 'down', since: string): Telemetry {
  return { replicas: [{ id: 'shop-1', state, since, sessions: 3 }] } as unknown as Telemetry;
}

test('a replica that is another process than in the event before was down', () => {
  const shown = showAbsence(event('up', 't1'), event('up', 't2'));
  expect(shown.replicas[0]).toMatchObject({ state: 'down', sessions: null });
});

test('a replica that stayed, or was seen down, is shown unchanged', () => {
  expect(showAbsence(event('up', 't1'), event('up', 't1')).replicas[0]).toMatchObject({ state: 'up' });
  expect(showAbsence(event('down', 't2'), event('up', 't3')).replicas[0]).toMatchObject({ state: 'up' });
  expect(showAbsence(event('up', 't1'), event('draining', 't2')).replicas[0]).toMatchObject({
    state: 'draining',
  });
  expect(showAbsence(undefined, event('up', 't2')).replicas[0]).toMatchObject({ state: 'up' });
});
