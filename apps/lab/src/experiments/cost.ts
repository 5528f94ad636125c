import type { CrowdMode } from '../crowd/crowd.options.js';
import { named, type NamedMode } from '../crowd/presets.js';
import type { Laboratory } from '../laboratory/laboratory.js';
import type { LabCluster } from '../control/running-demo.js';
import type { Load } from '../measure/load.js';
import { memoryOfSessions, type SessionMemory } from '../measure/session-memory.js';
import { costRate, intervalText, loadBy, measureModes } from './cost-of-modes.js';
import { sentenceOf, shareTables, verdictsOf } from './cost-comparison.js';
import type { Experiment } from '../laboratory/experiment.js';
import { afterSeconds } from './side-by-side.js';

const MODES: readonly CrowdMode[] = [
  { routing: 'cookie', state: 'memory' },
  { routing: 'any', state: 'redis' },
  { routing: 'any', state: 'near' },
  { routing: 'cookie', state: 'near' },
  { routing: 'any', state: 'memcached' },
  { routing: 'any', state: 'postgres' },
  { routing: 'any', state: 'token' },
];

/** A pair with a name; every one of these is in the model. */
const isPreset = (mode: CrowdMode) => !named(mode).name.includes('+');

/** What a request costs in each state, what sessions weigh, and how that grows with the replicas. */
export const cost: Experiment = {
  name: 'cost',
  question: 'What does each state cost: CPU, latency, store commands, bytes on the wire, memory?',
  async run(laboratory) {
    const cluster = await laboratory.ownCluster();
    const modes = laboratory.modes(laboratory.options.short ? MODES.filter(isPreset) : MODES);
    const rows = await measureModes(laboratory, cluster, modes);
    const growth = await grow(laboratory, cluster);
    const memory: { mode: NamedMode; memory: SessionMemory }[] = [];
    for (const mode of modes.filter(({ name }) => name !== 'hybrid')) {
      laboratory.progress(`cost: memory of sessions, ${mode.name}`);
      memory.push({ mode, memory: await memoryOfSessions(cluster, mode, laboratory.length(2000, 300)) });
    }
    const of = (name: string) => rows.find(({ mode }) => mode.name === name)?.load;
    const [redis, near, token, sticky] = [of('external'), of('hybrid'), of('stateless'), of('sticky')];
    const [one, most] = [growth[0]!, growth.at(-1)!];
    const weight = (name: string) => memory.find(({ mode }) => mode.name === name)?.memory;
    return {
      tables: [
        {
          title: `One request of a customer who is signed in, at ${costRate(laboratory)} requests a second on ${cluster.replicas.length} warm replicas: medians of the rounds`,
          columns: [
            ...['mode', 'rounds', 'requests', 'CPU, ms', '95 %', 'of it the stores', 'p50, ms', 'p99, ms'],
            ...['Redis commands', 'Memcached commands', 'Postgres transactions'],
            ...['cookie bytes sent', 'cookie bytes received'],
          ],
          rows: rows.map(({ mode, rounds, load, cpu }) => [
            ...[mode.name, rounds.length, load.requests, cpu.median, intervalText(cpu)],
            ...[load.storeCpuMs, load.p50, load.p99, load.redisCommands],
            ...[load.memcachedCommands, load.postgresTransactions, load.bytesSent, load.bytesReceived],
          ]),
        },
        ...shareTables(rows),
        {
          title:
            'What each mode costs; equal where the 95 % interval of the difference within a round has both signs',
          columns: ['mode', ''],
          rows: rows.map((row) => [row.mode.name, sentenceOf(row, rows)]),
        },
        {
          title:
            'Memory of 1,000 sessions with a small cart, KB (of states outside the replicas, each replica remembers 1,000 at most)',
          columns: ['state', 'sessions made', 'in the replicas', 'in the store'],
          rows: memory.map(({ mode, memory }) => [
            ...[mode.state, memory.sessions, memory.replicas, memory.store],
          ]),
        },
        {
          title: 'external, from 1 to 4 replicas, the same load',
          columns: ['replicas', 'CPU of all, ms per request', 'Redis commands per request', 'RSS of all, MB'],
          rows: growth.map(({ replicas, load, rss }) => [replicas, load.cpuMs, load.redisCommands, rss]),
        },
      ],
      verdicts: [
        ...verdictsOf(rows),
        ...(redis && near
          ? [
              {
                claim: 'the near cache removes store reads',
                holds: near.redisCommands < redis.redisCommands,
                evidence: `${redis.redisCommands.toFixed(2)} Redis commands a request without it, ${near.redisCommands.toFixed(2)} with it`,
              },
            ]
          : []),
        ...(redis && token
          ? [
              {
                claim: 'sealed cookies and tokens cost bytes on every request',
                holds: token.bytesSent > 2 * redis.bytesSent,
                evidence: `${token.bytesSent.toFixed(0)} bytes of cookies sent, ${redis.bytesSent.toFixed(0)} with a session id`,
              },
            ]
          : []),
        ...(sticky && redis
          ? [
              {
                claim: 'memory asks Redis less than external does',
                holds: sticky.redisCommands < redis.redisCommands,
                evidence: `${sticky.redisCommands.toFixed(2)} and ${redis.redisCommands.toFixed(2)} commands a request`,
              },
            ]
          : []),
        {
          claim: 'store commands a request do not grow with the replicas',
          holds: most.load.redisCommands < one.load.redisCommands * 1.5,
          evidence: `${one.load.redisCommands.toFixed(2)} on ${one.replicas}, ${most.load.redisCommands.toFixed(2)} on ${most.replicas}`,
        },
      ],
      insight: [
        redis && near && token
          ? `A request cost ${redis.redisCommands.toFixed(2)} Redis commands in external, ${near.redisCommands.toFixed(2)} in hybrid and ${token.redisCommands.toFixed(2)} in stateless, which in turn sent ${token.bytesSent.toFixed(0)} bytes of cookies instead of ${redis.bytesSent.toFixed(0)}.`
          : `${rows.map(({ mode, load }) => `${mode.name}: ${load.cpuMs.toFixed(2)} ms of CPU`).join(', ')}.`,
        'The state is the smaller part of what a request costs here: choose by what may be lost and how soon a logout must count, then by price.',
      ],
      charts: [
        {
          name: 'cost',
          title: 'What one request costs',
          kind: 'bars',
          xAxis: 'mode',
          labels: rows.map(({ mode }) => mode.name),
          series: [
            { name: 'CPU of replicas and stores', unit: 'ms', values: rows.map(({ cpu }) => cpu.median) },
            { name: 'cookies sent', unit: 'bytes', values: rows.map(({ load }) => load.bytesSent) },
          ],
        },
      ],
      figures: {
        ...figures('external', redis, weight('external')),
        ...figures('sticky', sticky, weight('sticky')),
        ...figures('stateless', token, weight('stateless')),
        rssMegabytes: most.rss / most.replicas,
      },
    };
  },
};

/** For the model: of one request, and bytes of one session (KB of 1,000 sessions are 1.024 bytes of one). */
function figures(name: string, load: Load | undefined, memory: SessionMemory | undefined) {
  if (!load || !memory) return {};
  return {
    [`${name}.cpuMs`]: load.cpuMs,
    [`${name}.redisCommands`]: load.redisCommands,
    [`${name}.replicaBytes`]: memory.replicas * 1.024,
    [`${name}.storeBytes`]: memory.store * 1.024,
  };
}

interface Size {
  readonly replicas: number;
  readonly load: Load;
  /** Of all replicas, in MB. */
  readonly rss: number;
}

/** The same load on clusters of other sizes; afterwards it is as large as before. */
async function grow(laboratory: Laboratory, cluster: LabCluster): Promise<Size[]> {
  const before = cluster.replicas.length;
  const sizes: Size[] = [];
  for (const replicas of laboratory.options.short ? [1, 3] : [1, 2, 4]) {
    laboratory.progress(`cost: ${replicas} replicas`);
    await cluster.scale(replicas);
    await afterSeconds(1.5);
    const measured = await loadBy(laboratory, cluster, named({ routing: 'any', state: 'redis' }));
    sizes.push({ replicas, load: measured, rss: measured.rssMegabytes });
  }
  await cluster.scale(before);
  await afterSeconds(1.5);
  return sizes;
}
