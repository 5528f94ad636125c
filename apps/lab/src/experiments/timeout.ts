import { Redis } from 'ioredis';
import type { Laboratory } from '../laboratory/laboratory.js';
import type { Experiment } from '../laboratory/experiment.js';
import { afterSeconds } from './side-by-side.js';

const MODE = { routing: 'cookie', state: 'redis' } as const;

interface Point {
  readonly timeout: number;
  /** Part of the requests that two new replicas got after growing from two; even is a half. */
  readonly partOfNew: number;
  /** Part of those who stayed that lost the cart, though they came back. */
  readonly expired: number;
  /** Sessions that Redis held at the end, for each visitor who was there. */
  readonly held: number;
}

/** A sweep of the affinity and idle times against one crowd: both ends of the trade-off. */
export const timeout: Experiment = {
  name: 'timeout',
  question: 'How long should the balancer remember a visitor, and a session live without one?',
  async run(laboratory) {
    const points: Point[] = [];
    for (const seconds of laboratory.options.short ? [1, 20] : [1, 4, 16])
      points.push(await measure(laboratory, seconds));
    const [first, last] = [points[0]!, points.at(-1)!];
    const percent = (part: number) => `${(100 * part).toFixed(0)} %`;
    return {
      tables: [
        {
          title:
            'One crowd, pauses of 2 s on average with a heavy tail; affinity and idle time alike; from 2 to 4 replicas',
          columns: [
            ...['affinity and idle time, s', 'requests on the new replicas, %'],
            ...['visitors whose session ran out, %', 'sessions held per visitor present'],
          ],
          rows: points.map(({ timeout, partOfNew, expired, held }) => [
            ...[timeout, 100 * partOfNew, 100 * expired, held],
          ]),
        },
      ],
      verdicts: [
        {
          claim: 'a long affinity is less even after growing',
          holds: last.partOfNew < first.partOfNew,
          evidence: `${percent(first.partOfNew)} on the new half with ${first.timeout} s, ${percent(last.partOfNew)} with ${last.timeout} s`,
        },
        {
          claim: 'a short idle time ends sessions of visitors who come back',
          holds: first.expired > last.expired,
          evidence: `${percent(first.expired)} with ${first.timeout} s, ${percent(last.expired)} with ${last.timeout} s`,
        },
        {
          claim: 'a long idle time holds more sessions',
          holds: last.held > first.held,
          evidence: `${first.held.toFixed(1)} and ${last.held.toFixed(1)} per visitor present`,
        },
      ],
      insight: [
        `From ${first.timeout} s to ${last.timeout} s the part of the load that new replicas get fell from ${percent(first.partOfNew)} to ${percent(last.partOfNew)} and sessions held rose from ${first.held.toFixed(1)} to ${last.held.toFixed(1)} per visitor, while expired sessions fell from ${percent(first.expired)} to ${percent(last.expired)}.`,
        'Let the idle time follow how long people think, and the affinity how fast new replicas must help; with shared state the two need not be alike.',
      ],
      charts: [
        {
          name: 'timeout',
          title: 'Both ends of the trade-off',
          kind: 'lines',
          xAxis: 'affinity and idle time, s',
          labels: points.map(({ timeout }) => String(timeout)),
          series: [
            { name: 'on new replicas', unit: '%', values: points.map((point) => 100 * point.partOfNew) },
            { name: 'sessions run out', unit: '%', values: points.map((point) => 100 * point.expired) },
            { name: 'held per visitor', unit: 'sessions', values: points.map(({ held }) => held) },
          ],
        },
      ],
    };
  },
};

async function measure(laboratory: Laboratory, seconds: number): Promise<Point> {
  laboratory.progress(`timeout: ${seconds} s`);
  const text = String(seconds);
  const cluster = await laboratory.anotherCluster({
    replicas: 2,
    balancers: 1,
    environment: { AFFINITY_SECONDS: text, SESSION_IDLE_SECONDS: text },
  });
  const redis = new Redis(cluster.redis, { protocol: 2 });
  try {
    const before = await redis.dbsize();
    const staying = laboratory.crowd(cluster, MODE, { visitors: 60, rate: 30, signedIn: 0 });
    const passing = laboratory.crowd(cluster, MODE, {
      ...{ visitors: 20, rate: 20, signedIn: 0, actionsPerVisit: 2 },
    });
    const losers = new Set<number>();
    staying.on('outcome', ({ visitor, lost }) => lost && losers.add(visitor));
    await Promise.all([staying.start(), passing.start()]);
    await cluster.scale(4);
    // Both waits together are longer than the longest of the times, so that each one has its effect.
    await afterSeconds(laboratory.seconds(10, 4));
    staying.reset();
    await afterSeconds(laboratory.seconds(8, 4));
    const { byReplica, requests } = staying.snapshot();
    const held = (await redis.dbsize()) - before;
    await Promise.all([staying.stop(), passing.stop()]);
    return {
      timeout: seconds,
      partOfNew: ((byReplica['shop-3'] ?? 0) + (byReplica['shop-4'] ?? 0)) / requests,
      expired: losers.size / staying.visitors.length,
      held: held / (staying.visitors.length + passing.visitors.length),
    };
  } finally {
    redis.disconnect();
    await laboratory.close(cluster);
  }
}
