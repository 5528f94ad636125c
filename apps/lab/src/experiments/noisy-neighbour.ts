import { fetch } from 'undici';
import { Visitor } from '../client/visitor.js';
import { addressOf } from '../crowd/crowd.js';
import { hasFailed } from '../crowd/tally.js';
import { quantile } from '../measure/evenness.js';
import type { Experiment } from './experiment.js';

/** What one address sends of each kind, in requests a second. */
const FLOOD_RATE = 200;
/** What the other visitors send together, in requests a second. */
const VISITOR_RATE = 120;
const VISITORS = 50;
/** An address that no visitor has. */
const FLOODER = '203.0.113.7';

const FLOOD = {
  register: [
    'POST',
    '/api/auth/register',
    { email: 'taken@example.com', password: 'a long passphrase', name: 'Eve' },
  ],
  login: ['POST', '/api/auth/login', { email: 'taken@example.com', password: 'a long passphrase' }],
  cart: ['POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 }],
  streams: ['GET', '/api/lab/events', undefined],
} as const;

/** One address floods the shop; what do visitors from other addresses notice? */
export const noisyNeighbour: Experiment = {
  name: 'noisy-neighbour',
  question: 'One address floods the shop: what do visitors from other addresses notice?',
  async run(laboratory) {
    const cluster = await laboratory.cluster();
    const url = cluster.crowd ?? cluster.url;
    const seconds = laboratory.seconds(10, 10);
    const visitors = Array.from(
      { length: VISITORS },
      (_, place) => new Visitor(url, { 'x-forwarded-for': addressOf(place) }),
    );
    for (const visitor of visitors) await add(visitor);
    await shopFor(visitors, 2);
    laboratory.progress('noisy-neighbour: quiet');
    const quiet = await shopFor(visitors, seconds);
    laboratory.progress(`noisy-neighbour: ${FLOODER} floods`);
    const stop = new AbortController();
    const [noisy, answers] = await Promise.all([
      shopFor(visitors, seconds),
      flood(url, seconds, stop.signal),
    ]);
    stop.abort();
    const ratio = noisy.p99 / quiet.p99;
    // With no failure seen in n requests, the 95 % bound of their share is 3 / n.
    const bound = `${noisy.failed} of ${noisy.requests}${noisy.failed ? '' : `; below ${(300 / noisy.requests).toFixed(2)} %`}`;
    return {
      tables: [
        {
          title: `Visitors from ${VISITORS} other addresses, ${seconds} s each`,
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
          evidence: bound,
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
        `While one address sent ${4 * FLOOD_RATE} requests/s, ${bound} of the others’ requests failed, with a p99 ${ratio.toFixed(2)} times the quiet one.`,
        'Give each address limits of its own before any costly work, at the balancer and in the replicas, and never let a slow answer take a replica off.',
      ],
    };
  },
};

interface Shopped {
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
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

/** Lets visitors look and add to their carts; latencies count from the intended start. */
async function shopFor(visitors: readonly Visitor[], seconds: number): Promise<Shopped> {
  const latencies: number[] = [];
  let failed = 0;
  await atRate(VISITOR_RATE, seconds, async (at, begin) => {
    const visitor = visitors[at % visitors.length]!;
    const kind = Math.floor(at / visitors.length) % 3;
    const status = await (
      kind === 0 ? add(visitor) : look(visitor, kind === 1 ? '/api/products?limit=5' : '/api/cart')
    ).catch(() => 0);
    latencies.push(performance.now() - begin);
    if (hasFailed(status) || status === 429) failed += 1;
  });
  return {
    requests: latencies.length,
    failed,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
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

/** Sends every flood from one address, without cookies; streams stay open until the signal. */
async function flood(url: string, seconds: number, signal: AbortSignal) {
  const answers: Record<string, { sent: number; refused: number }> = {};
  await Promise.all(
    Object.entries(FLOOD).map(([kind, [method, path, body]]) => {
      const counts = (answers[kind] = { sent: 0, refused: 0 });
      return atRate(FLOOD_RATE, seconds, async () => {
        counts.sent += 1;
        const answer = await fetch(new URL(path, url), {
          method,
          signal,
          headers: { 'x-forwarded-for': FLOODER, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        }).catch(() => undefined);
        if (answer?.status === 429) counts.refused += 1;
        // An accepted stream stays open.
        if (kind !== 'streams' || answer?.status !== 200) await answer?.arrayBuffer();
      });
    }),
  );
  return answers;
}
