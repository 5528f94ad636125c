import { expect, test } from 'vitest';
import type { Telemetry } from '../../api/types';
import { NotSeenError, TelemetryFeed } from './telemetry-feed';

function feed() {
  let send: (data: string) => void = () => undefined;
  const opened: AbortSignal[] = [];
  const telemetry = new TelemetryFeed((_url, onData, signal) => {
    send = onData;
    opened.push(signal);
  });
  const say = (startedAt: string) =>
    send(JSON.stringify({ replicas: [{ id: 'shop-1', state: 'up', since: startedAt }] }));
  return { telemetry, say, opened };
}

const stateOf = (event: Telemetry | undefined) => event?.replicas[0]?.state;

test('a replica that crashed and is back before the next event is down for one event', async () => {
  const { telemetry, say } = feed();
  const down = telemetry.until('a crash', (event) => stateOf(event) === 'down', 5_000);
  say('t1');
  say('t2');
  expect(stateOf(await down)).toBe('down');
  const leave = telemetry.subscribe(() => undefined);
  say('t2');
  expect(stateOf(telemetry.events.at(-1))).toBe('up');
  leave();
});

test('a wait that times out is no yes', async () => {
  const { telemetry } = feed();
  await expect(telemetry.until('a crash', () => true, 10)).rejects.toBeInstanceOf(NotSeenError);
});

test('keeps the stream open while it has a listener', () => {
  const { telemetry, opened } = feed();
  const leave = [telemetry.subscribe(() => undefined), telemetry.subscribe(() => undefined)];
  leave[0]!();
  expect(opened.map(({ aborted }) => aborted)).toEqual([false]);
  leave[1]!();
  expect(opened.map(({ aborted }) => aborted)).toEqual([true]);
});
