import { describe, expect, it } from 'vitest';
import { Interval, type Observation } from './interval.js';
import { Latencies } from './latencies.js';
import type { ReplicaReport } from './replica-report.schema.js';

function report(requests: number, startedAt = '2026-01-01T00:00:00.000Z'): ReplicaReport {
  const latencies = Latencies.none();
  for (let count = 0; count < requests; count++) latencies.record(5);
  return {
    id: 'shop-1',
    startedAt,
    requests,
    failed: 0,
    sessionsLost: 0,
    latencies: latencies.encoded,
  } as ReplicaReport;
}

function observation(at: number, seen?: ReplicaReport): Observation {
  return { at, replicas: [{ id: 'shop-1', ...(seen && { report: seen }) }], stores: new Map() };
}

describe('Interval', () => {
  it('takes the rate from two readings of one process', () => {
    const interval = new Interval(observation(0, report(10)), observation(2000, report(50)));
    expect(interval.rate(report(50), 'requests')).toBe(20);
    expect(interval.totalRate('requests')).toBe(20);
  });

  it('does not take a lifetime for a rate after a pause', () => {
    const interval = new Interval(observation(0), observation(1000, report(9831)));
    expect(interval.rate(report(9831), 'requests')).toBeNull();
    expect(interval.totalRate('requests')).toBeNull();
    expect(interval.latencies([report(9831)]).percentile(50)).toBeNull();
  });

  it('does not compare a process with the one before it', () => {
    const next = report(40, '2026-01-01T00:01:00.000Z');
    const interval = new Interval(observation(0, report(10)), observation(1000, next));
    expect(interval.rate(next, 'requests')).toBeNull();
  });

  it('knows nothing of a replica that is down', () => {
    const interval = new Interval(observation(0, report(10)), observation(1000));
    expect(interval.rate(undefined, 'requests')).toBeNull();
  });
});
