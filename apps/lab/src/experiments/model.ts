import { cost } from './cost.js';
import type { Experiment } from '../laboratory/experiment.js';
import type { Findings } from '../report/findings.js';
import { lastRun } from '../report/records.js';
import { ASSUMPTIONS, imbalance, need, type MeasuredCosts } from '../model/model.js';

const SESSIONS = [1e4, 1e5, 1e6, 1e7, 1e8];
const REPLICAS = [3, 10, 30, 100, 300, 1000];
const VISITORS_PER_REPLICA = 100;

/** What the measured costs come to on clusters that no laptop holds. */
export const model: Experiment = {
  name: 'model',
  question: 'What do the measured costs come to with 10⁴ to 10⁸ sessions, on 3 to 1,000 replicas?',
  async run(laboratory) {
    const { figures = {} } = lastRun('cost')?.findings ?? (await cost.run(laboratory));
    return modelled(laboratory.options.seed, figures);
  },
};

/** @param costs the figures of the experiment `cost` */
export function modelled(seed: number, costs: Readonly<Record<string, number>>): Findings {
  const uneven = REPLICAS.map((replicas) => imbalance(seed, replicas, VISITORS_PER_REPLICA));
  const typical = uneven.find(({ replicas }) => replicas === 100)!;
  const modes = [
    { name: 'sticky', busiest: typical.pinned },
    { name: 'external', busiest: typical.any },
    { name: 'stateless', busiest: typical.any },
  ].map((mode) => ({ ...mode, costs: costsOf(costs, mode.name) }));
  const needs = modes.flatMap(({ name, busiest, costs }) =>
    SESSIONS.map((sessions) => ({ name, ...need(sessions, costs, busiest) })),
  );
  const of = (name: string, sessions: number) =>
    needs.find((one) => one.name === name && one.sessions === sessions)!;
  const [million, sticky] = [of('external', 1e6), of('sticky', 1e6)];
  return {
    tables: [
      {
        title: `One active visitor for every ${ASSUMPTIONS.sessionsPerActiveVisitor} live sessions, with ${ASSUMPTIONS.requestsPerMinute} requests a minute; replicas of one core, ${100 * ASSUMPTIONS.utilisation} % busy, sized for the busiest one`,
        columns: ['mode', 'sessions', 'requests/s', 'replicas', 'store, GB', 'store operations/s'],
        rows: needs.map((one) => [
          ...[one.name, one.sessions, Math.round(one.requestsPerSecond), one.replicas],
          ...[one.storeGigabytes, Math.round(one.storeOperationsPerSecond)],
        ]),
      },
      {
        title: `The busiest replica’s load ÷ the mean, ${VISITORS_PER_REPLICA} visitors a replica replayed through the balancer’s rules`,
        columns: ['replicas', 'visitors', 'any', 'cookie (pin)', 'url and ip (consistent hash)'],
        rows: uneven.map((one) => [one.replicas, one.visitors, one.any, one.pinned, one.hashed]),
      },
    ],
    verdicts: [
      {
        claim: 'pins and hashes get less even the more replicas there are',
        holds: uneven.at(-1)!.pinned > uneven[0]!.pinned && uneven.at(-1)!.hashed > uneven[0]!.hashed,
        evidence: `${uneven[0]!.pinned.toFixed(2)} on ${uneven[0]!.replicas}, ${uneven.at(-1)!.pinned.toFixed(2)} on ${uneven.at(-1)!.replicas}`,
      },
    ],
    insight: [
      `A million sessions need ${million.storeGigabytes.toFixed(1)} GB of Redis and ${Math.round(million.storeOperationsPerSecond).toLocaleString('en')} operations a second in external, on ${million.replicas} replicas; sticky needs no such store and ${sticky.replicas} replicas.`,
      'One Redis goes far: what ends first is the evenness of pins, then the memory of one store, which a Redis Cluster divides.',
    ],
    charts: [
      {
        name: 'model',
        title: 'The busiest replica’s load ÷ the mean, as the cluster grows',
        kind: 'lines',
        xAxis: 'replicas',
        labels: uneven.map(({ replicas }) => String(replicas)),
        series: [
          { name: 'any', unit: '×', values: uneven.map(({ any }) => any) },
          { name: 'cookie (pin)', unit: '×', values: uneven.map(({ pinned }) => pinned) },
          { name: 'consistent hash', unit: '×', values: uneven.map(({ hashed }) => hashed) },
        ],
      },
    ],
  };
}

function costsOf(figures: Readonly<Record<string, number>>, mode: string): MeasuredCosts {
  const figure = (name: string) => {
    const value = figures[`${mode}.${name}`];
    if (value === undefined) throw new RangeError(`The experiment cost measured no ${name} of ${mode}.`);
    return value;
  };
  return {
    cpuMs: figure('cpuMs'),
    redisCommands: figure('redisCommands'),
    // In the other modes a replica keeps no session, only a cache that is bounded in entries.
    replicaBytes: mode === 'sticky' ? figure('replicaBytes') : 0,
    storeBytes: figure('storeBytes'),
  };
}
