import type { Crowd } from '../crowd/crowd.js';
import { addressOf } from '../crowd/crowd.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import type { LabCluster } from '../control/running-demo.js';
import { evenness } from '../measure/evenness.js';
import { hashed, loadsOf, pinned } from '../model/placement.js';
import type { Experiment } from '../laboratory/experiment.js';
import { afterSeconds } from './side-by-side.js';
import { whileScaling } from './scale-up.js';

interface Balanced {
  readonly name: string;
  readonly loads: readonly number[];
  /** What replaying the same visits through the balancer's rule gives. */
  readonly predicted: readonly number[];
}

/** Who gets how much of a heavy-tailed crowd under each routing, before and after the cluster grows. */
export const balance: Experiment = {
  name: 'balance',
  question: 'How even is the load under each routing, and how soon do new replicas take their part?',
  async run(laboratory) {
    const cluster = await laboratory.cluster();
    const balanced = await compare(laboratory, cluster);
    const grown = await whileScaling(laboratory, cluster);
    const of = (name: string) => evenness(balanced.find((one) => one.name === name)!.loads);
    const [any, sticky, nat] = [of('any'), of('cookie'), of('ip, one NAT address')];
    const worst = Math.max(...balanced.map(deviation));
    const [even, staying, changing] = grown;
    return {
      tables: [
        {
          title: 'Requests by replica, the same heavy-tailed visitors under each routing',
          columns: ['routing', 'by replica', 'variation', 'busiest ÷ mean', 'predicted by the model'],
          rows: balanced.map(({ name, loads, predicted }) => [
            ...[name, loads.join(' · '), evenness(loads).variation, evenness(loads).busiest],
            evenness(predicted).busiest,
          ]),
        },
        {
          title: 'From 2 to 4 replicas: the part of the requests that the two new ones get (even: 50 %)',
          columns: ['crowd', 'part at the end, %', 'first at 40 % after, s'],
          rows: grown.map(({ name, part, after }) => [name, 100 * part, after ?? 'not within the run']),
        },
      ],
      verdicts: [
        {
          claim: 'sticky is less even than any',
          holds: sticky.variation > any.variation,
          evidence: `variation ${sticky.variation.toFixed(3)} and ${any.variation.toFixed(3)}`,
        },
        {
          claim: 'by address, everybody behind one NAT lands on one replica',
          holds: nat.busiest > cluster.replicas.length * 0.99,
          evidence: `busiest ÷ mean ${nat.busiest.toFixed(2)} of ${cluster.replicas.length}`,
        },
        {
          claim: 'the model predicts the busiest replica within 10 %',
          holds: worst <= 0.1,
          evidence: `off by ${(100 * worst).toFixed(1)} % at most, over ${balanced.length} routings`,
        },
        {
          claim: 'after growing, any is even and visitors who stay pinned are not',
          holds: even!.part > 0.4 && staying!.part < even!.part / 2,
          evidence: `${(100 * even!.part).toFixed(0)} % and ${(100 * staying!.part).toFixed(0)} % of the requests on the new replicas`,
        },
      ],
      insight: [
        `With the same visitors the busiest replica had ${any.busiest.toFixed(2)} times the mean load by turns and ${sticky.busiest.toFixed(2)} times with pins; behind one address it had all of it.`,
        `Replicas that are added take ${(100 * even!.part).toFixed(0)} % by turns, ${(100 * changing!.part).toFixed(0)} % where pinned visitors come and go, and ${(100 * staying!.part).toFixed(0)} % where they stay: scale a sticky cluster before it is full.`,
      ],
      charts: [
        {
          name: 'balance',
          title: 'The busiest replica’s load ÷ the mean',
          kind: 'bars',
          xAxis: 'routing',
          labels: balanced.map(({ name }) => name),
          series: [
            { name: 'measured', unit: '×', values: balanced.map(({ loads }) => evenness(loads).busiest) },
            {
              name: 'predicted',
              unit: '×',
              values: balanced.map(({ predicted }) => evenness(predicted).busiest),
            },
          ],
        },
      ],
    };
  },
};

/** How far the prediction of the busiest replica is off, as a part. */
function deviation({ loads, predicted }: Balanced): number {
  return Math.abs(evenness(predicted).busiest / evenness(loads).busiest - 1);
}

async function compare(laboratory: Laboratory, cluster: LabCluster): Promise<Balanced[]> {
  const seconds = laboratory.seconds(12, 5);
  const routings = ['any', 'cookie', 'url', 'ip'] as const;
  const settings = [
    ...routings.map((routing) => ({ name: routing as string, routing, oneAddress: false })),
    { name: 'ip, one NAT address', routing: 'ip' as const, oneAddress: true },
  ];
  const rate = laboratory.options.rate / settings.length;
  const crowds: Crowd[] = [];
  for (const { routing, oneAddress } of settings) {
    const mode = { routing, state: 'redis' } as const;
    const crowd = laboratory.crowd(cluster, mode, { visitors: 60, rate, seconds, signedIn: 0, oneAddress });
    // One after the other, so that the turns of their first requests are known.
    await crowd.arrive();
    crowds.push(crowd);
  }
  laboratory.progress(`${crowds.length} crowds of the same visitors shop for ${seconds} s`);
  await Promise.all(crowds.map((crowd) => crowd.start()));
  await Promise.all(crowds.map((crowd) => crowd.ended()));
  await afterSeconds(0.1);
  return settings.map(({ name, routing, oneAddress }, at) => {
    const crowd = crowds[at]!;
    const { byReplica } = crowd.snapshot();
    const loads = cluster.replicas.map(({ id }) => byReplica[id] ?? 0);
    const servers = cluster.replicas.map(({ url }) => new URL(url).host);
    const visits = crowd.visitors.map(({ place }) => crowd.plan.actionsWithin(place, seconds));
    const keyOf = (visitor: number) =>
      routing === 'url' ? crowd.visitors[visitor]!.route! : addressOf(oneAddress ? 0 : visitor);
    const placement = routing === 'cookie' ? pinned(servers.length) : hashed(servers, keyOf);
    const total = visits.reduce((sum, count) => sum + count, 0);
    const predicted =
      routing === 'any'
        ? servers.map(() => total / servers.length)
        : loadsOf(servers.length, visits, placement);
    return { name, loads, predicted };
  });
}
