import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Visitor } from '../client/visitor.js';
import { complete } from '../cluster/cluster-defaults.js';
import { addressOf } from '../crowd/crowd.js';
import { hasFailed } from '../crowd/tally.js';
import { quantile } from '../measure/evenness.js';
import { sumOver } from '../measure/replica-metrics.js';
import { proportion } from '../report/proportion.js';
import type { Experiment } from '../laboratory/experiment.js';
import { FLOOD_RATE, FLOODER, WARM_UP, type FloodAnswers } from './flood.js';

/** What the other visitors send together, in requests a second. */
const VISITOR_RATE = 120;
const VISITORS = 50;
const CPU = 'process_cpu_seconds_total';

/** One address floods the shop; what do visitors from other addresses notice? */
export const noisyNeighbour: Experiment = {
  name: 'noisy-neighbour',
  question: 'One address floods the shop: what do visitors from other addresses notice?',
  async run(laboratory) {
    // With the demo's limits: those of the laboratory's other clusters let ten times as much through.
    const { requestsPerSecond } = complete({});
    const { replicas } = laboratory.options;
    const cluster = await laboratory.anotherCluster({ replicas, requestsPerSecond });
    const seconds = laboratory.seconds(10, 10);
    const visitors = Array.from(
      { length: VISITORS },
      (_, place) => new Visitor(cluster.crowd!, { 'x-forwarded-for': addressOf(place) }),
    );
    for (const visitor of visitors) await add(visitor);
    // A replica's first refusals take milliseconds of cold code, which is no matter of limits.
    const warmUp = await readyToFlood(cluster.crowd!, 2, WARM_UP);
    await Promise.all([shopFor(visitors, 2), warmUp()]);
    laboratory.progress('noisy-neighbour: quiet');
    const before = await shopFor(visitors, seconds / 2);
    laboratory.progress(`noisy-neighbour: ${FLOODER} floods`);
    const flood = await readyToFlood(cluster.crowd!, seconds, FLOODER);
    const cpuBefore = await sumOver(cluster.replicas, CPU);
    const [during, answers] = await Promise.all([shopFor(visitors, seconds), flood()]);
    const cpuSeconds = (await sumOver(cluster.replicas, CPU)) - cpuBefore;
    laboratory.progress('noisy-neighbour: quiet again');
    const after = await shopFor(visitors, seconds / 2);
    await laboratory.close(cluster);
    // Half of it before and half of it after: other work on the machine counts in both rows.
    const quiet = shopped([...before, ...after]);
    const noisy = shopped(during);
    const ratio = noisy.p99 / quiet.p99;
    const failed = proportion(noisy.failed, noisy.requests);
    return {
      tables: [
        {
          title: `Visitors from ${VISITORS} other addresses, ${seconds} s each; replicas used ${cpuSeconds.toFixed(1)} s of CPU during the flood`,
          columns: ['', 'requests', 'failed', 'p50, ms', 'p99, ms'],
          rows: [row('quiet', quiet), row('during the flood', noisy)],
        },
        {
          title: `What the flooding address was answered, ${FLOOD_RATE} requests/s of each`,
          columns: ['flood', 'sent', 'answered otherwise', '429'],
          rows: Object.entries(answers).map(([kind, { sent, refused }]) => [
            kind,
            sent,
            sent - refused,
            refused,
          ]),
        },
      ],
      verdicts: [
        {
          claim: 'no request from another address fails',
          holds: noisy.failed === 0 && noisy.requests >= 1000,
          evidence: failed,
        },
        {
          claim: 'the p99 of the others is at most three times the quiet one',
          holds: ratio <= 3,
          evidence: `${noisy.p99.toFixed(1)} ms against ${quiet.p99.toFixed(1)} ms, ${ratio.toFixed(2)} times`,
        },
        {
          claim: 'most of every flood is refused',
          holds: Object.values(answers).every(({ sent, refused }) => refused > sent / 2),
          evidence: Object.entries(answers)
            .map(([kind, { sent, refused }]) => `${kind} ${refused} of ${sent}`)
            .join(', '),
        },
      ],
      insight: [
        `While one address sent ${4 * FLOOD_RATE} requests/s, ${failed} of the others’ requests failed, with a p99 ${ratio.toFixed(2)} times the quiet one.`,
        'Give each address limits of its own before any costly work, at the balancer and in the replicas, and never let a slow answer take a replica off.',
      ],
    };
  },
};

/** One request of a visitor: its latency counts from the intended start. */
interface Visit {
  readonly ms: number;
  readonly failed: boolean;
}

interface Shopped {
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
}

/** Sums up what the visitors met. */
function shopped(visits: readonly Visit[]): Shopped {
  const latencies = visits.map(({ ms }) => ms);
  return {
    requests: visits.length,
    failed: visits.filter(({ failed }) => failed).length,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}

function row(name: string, { requests, failed, p50, p99 }: Shopped): (string | number)[] {
  return [name, requests, failed, p50, p99];
}

/** Begins `rate` actions a second, however long earlier ones take, and waits for all of them. */
async function atRate(rate: number, seconds: number, action: (at: number, begin: number) => Promise<void>) {
  const began = performance.now();
  const running: Promise<void>[] = [];
  for (let at = 0; at < rate * seconds; at++) {
    const begin = began + (1000 * at) / rate;
    const wait = begin - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(action(at, begin));
  }
  await Promise.all(running);
}

/** Lets visitors look and add to their carts. */
async function shopFor(visitors: readonly Visitor[], seconds: number): Promise<Visit[]> {
  const visits: Visit[] = [];
  await atRate(VISITOR_RATE, seconds, async (at, begin) => {
    const visitor = visitors[at % visitors.length]!;
    const kind = Math.floor(at / visitors.length) % 3;
    const status = await (
      kind === 0 ? add(visitor) : look(visitor, kind === 1 ? '/api/products?limit=5' : '/api/cart')
    ).catch(() => 0);
    visits.push({ ms: performance.now() - begin, failed: hasFailed(status) || status === 429 });
  });
  return visits;
}

async function add(visitor: Visitor): Promise<number> {
  const answer = await visitor.send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 });
  await answer.arrayBuffer();
  return answer.status;
}

async function look(visitor: Visitor, path: string): Promise<number> {
  const answer = await visitor.request(path);
  await answer.arrayBuffer();
  return answer.status;
}

/** Starts a process that floods the shop when the function returned is called, until it was answered. */
async function readyToFlood(
  url: string,
  seconds: number,
  address: string,
): Promise<() => Promise<FloodAnswers>> {
  const child = fork(new URL('./flood-process.js', import.meta.url), [url, String(seconds), address]);
  const message = async () => {
    const [said] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('The process that floods ended early.'))),
    ]);
    return said as unknown;
  };
  await message();
  return async () => {
    child.send('begin');
    return (await message()) as FloodAnswers;
  };
}
