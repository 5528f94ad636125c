import { ROUTINGS, type Routing } from '../balancer/routing.js';
import { Tab } from '../client/tab.js';
import { Visitor } from '../client/visitor.js';
import { addressOf } from '../crowd/crowd.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import type { LabCluster } from '../control/running-demo.js';
import { chooseRouting } from './choose-routing.js';
import { drained, type DrainedSockets } from './sockets-and-a-drain.js';
import type { Experiment } from '../laboratory/experiment.js';

const TRANSPORTS = ['polling', 'websocket'] as const;
type Transport = (typeof TRANSPORTS)[number];

/** How long a tab may take to connect, and to hear of a change, in milliseconds. */
const PATIENCE_MS = 3000;

/** Each way to route × each transport of socket.io; then a replica is drained under open sockets. */
export const sockets: Experiment = {
  name: 'sockets',
  question: 'Do sockets need sticky sessions, and what happens to them when a replica stops?',
  async run(laboratory) {
    const cluster = await laboratory.cluster();
    const rows: Row[] = [];
    for (const routing of ROUTINGS.filter((one) => (laboratory.options.routing ?? one) === one))
      for (const transport of TRANSPORTS) {
        laboratory.progress(`sockets: ${transport} behind ${routing}`);
        rows.push(await tryOut(laboratory, cluster, routing, transport));
      }
    laboratory.progress('sockets: draining a replica');
    const drain = await drained(laboratory, cluster);
    const of = (transport: Transport, sticky: boolean) =>
      rows.filter((row) => row.transport === transport && (row.routing !== 'any') === sticky);
    const all = (some: readonly Row[]) => some.every(({ followed, visitors }) => followed === visitors);
    const polling = of('polling', false);
    return {
      tables: [
        {
          title: 'Visitors whose other tab heard of a new good in the cart',
          columns: ['routing', 'transport', 'visitors', 'connected', 'heard', 'replicas met'],
          rows: rows.map(({ routing, transport, visitors, connected, followed, replicas }) => [
            ...[routing, transport, visitors, connected, followed, replicas],
          ]),
        },
        drainTable(drain),
      ],
      verdicts: [
        ...(polling.length > 0
          ? [
              {
                claim: 'long polling fails where any replica may get the next request',
                holds: polling.every(({ followed, visitors }) => followed < visitors / 2),
                evidence: told(polling),
              },
            ]
          : []),
        {
          claim: 'long polling holds where a visitor comes back to the same replica',
          holds: all(of('polling', true)),
          evidence: told(of('polling', true)),
        },
        {
          claim: 'a WebSocket alone holds everywhere: it is one request',
          holds: all(rows.filter(({ transport }) => transport === 'websocket')),
          evidence: told(rows.filter(({ transport }) => transport === 'websocket')),
        },
        {
          claim: 'sockets of a drained replica come back elsewhere, and follow on',
          holds: drain.onIt > 0 && drain.cameBack === drain.onIt && drain.followedOn === drain.sockets,
          evidence: `${drain.cameBack} of ${drain.onIt} came back, ${drain.followedOn} of ${drain.sockets} heard of the next change`,
        },
      ],
      insight: [
        `Behind any, ${told(polling)} by long polling; by WebSocket alone ${told(of('websocket', false))}. When one replica was drained, ${drain.onIt} sockets lost their replica and were disconnected for ${drain.longestAwayMs.toFixed(0)} ms at most, and ${drain.othersCut} of ${drain.sockets - drain.onIt} on other replicas were cut too, by the balancer’s reload.`,
        'With WebSocket alone no affinity is needed; a fallback to long polling needs a balancer that returns to the same replica. In both cases a client reloads everything after it has reconnected.',
      ],
    };
  },
};

interface Row {
  readonly routing: Routing;
  readonly transport: Transport;
  readonly visitors: number;
  readonly connected: number;
  readonly followed: number;
  readonly replicas: number;
}

function told(rows: readonly Row[]): string {
  const sum = (key: 'followed' | 'visitors') => rows.reduce((total, row) => total + row[key], 0);
  return `${sum('followed')} of ${sum('visitors')} heard`;
}

function drainTable({ sockets: open, onIt, cameBack, othersCut, longestAwayMs, followedOn }: DrainedSockets) {
  return {
    title: 'One replica is drained under open WebSockets',
    columns: ['sockets', 'on it', 'back elsewhere', 'others cut', 'longest away, ms', 'followed on'],
    rows: [[open, onIt, cameBack, othersCut, Math.round(longestAwayMs), followedOn]],
  };
}

/** Lets a few visitors, each with an address of their own, put something into the cart while another tab listens. */
async function tryOut(
  laboratory: Laboratory,
  cluster: LabCluster,
  routing: Routing,
  transport: Transport,
): Promise<Row> {
  const visitors = laboratory.length(20, 6);
  const outcomes = await Promise.all(
    Array.from({ length: visitors }, (_, place) => follow(cluster, routing, transport, place)),
  );
  return {
    routing,
    transport,
    visitors,
    connected: outcomes.filter(({ replica }) => replica !== undefined).length,
    followed: outcomes.filter(({ followed }) => followed).length,
    replicas: new Set(outcomes.flatMap(({ replica }) => replica ?? [])).size,
  };
}

async function follow(cluster: LabCluster, routing: Routing, transport: Transport, place: number) {
  const visitor = new Visitor(cluster.crowd ?? cluster.url, { 'x-forwarded-for': addressOf(place) });
  const prefix = await chooseRouting(visitor, routing);
  const add = () => visitor.send('POST', `${prefix}/api/cart/items`, { sku: 'FRU-001', quantity: 1 });
  await (await add()).arrayBuffer();
  const tab = await Tab.open(visitor, { prefix, transports: [transport], reconnection: false });
  try {
    await tab.until(() => tab.welcomes.length + tab.refusals.length + tab.endings.length > 0, PATIENCE_MS);
    if (tab.welcomes.length > 0) await (await add()).arrayBuffer();
    await tab.until(
      () => tab.messages('cart').length + tab.refusals.length + tab.endings.length > 0,
      PATIENCE_MS,
    );
  } catch {
    // Nothing came in time: it did not hold, and the counts below say so.
  } finally {
    tab.close();
  }
  return { replica: tab.welcomes[0]?.replica, followed: tab.messages('cart').length > 0 };
}
