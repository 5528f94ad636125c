import type { Load } from '../measure/load.js';
import { compared, differences, repeated } from '../measure/repeated.js';
import { shown } from '../report/text-table.js';
import { intervalText, type CostOfMode } from './cost-of-modes.js';
import type { Table, Verdict } from '../report/findings.js';

/** What is compared of two modes, of each round. */
type Pick = (load: Load) => number;

const cpu: Pick = ({ cpuMs, storeCpuMs }) => cpuMs + storeCpuMs;
const cookieBytes: Pick = ({ bytesSent, bytesReceived }) => bytesSent + bytesReceived;
const storeCommands: Pick = ({ redisCommands, memcachedCommands, postgresTransactions }) =>
  redisCommands + memcachedCommands + postgresTransactions;

/** Says in one sentence what a mode costs, and beside which others its CPU is less, equal or more. */
export function sentenceOf(cost: CostOfMode, all: readonly CostOfMode[]): string {
  const others = all.filter(({ mode }) => mode !== cost.mode);
  const comparisons = (['less', 'equal', 'more'] as const).flatMap((how) => {
    const names = others.filter((other) => compare(cost, other, cpu) === how).map(({ mode }) => mode.name);
    return names.length > 0 ? `${how === 'equal' ? 'equal to' : `${how} than`} ${names.join(', ')}` : [];
  });
  return (
    `A request takes ${shown(cost.cpu.median)} ms of CPU${comparisons.length > 0 ? ` (${comparisons.join('; ')})` : ''}, ` +
    `${shown(storeCommands(cost.load))} commands of stores and ${shown(cost.load.bytesSent)} bytes of cookies.`
  );
}

/**
 * Shows what the sessions cost apart from the shop: the difference from the memory mode in each round. In memory a session asks no
 * store, and its cookie holds an id only.
 */
export function shareTables(rows: readonly CostOfMode[]): Table[] {
  const memory = rows.find(({ mode }) => mode.state === 'memory');
  if (!memory) return [];
  const beyond = (row: CostOfMode, pick: Pick) =>
    repeated(differences(row.rounds.map(pick), memory.rounds.map(pick)));
  return [
    {
      title: 'The share of the session in it: beyond the same request with its session in memory',
      columns: ['mode', 'CPU, ms', '95 %', 'commands of stores', 'cookie bytes'],
      rows: rows
        .filter((row) => row !== memory)
        .map((row) => [
          ...[row.mode.name, beyond(row, cpu).median, intervalText(beyond(row, cpu))],
          ...[beyond(row, storeCommands).median, beyond(row, cookieBytes).median],
        ]),
    },
  ];
}

/** Judges which modes cost less and which more. One round has no interval, and says nothing. */
export function verdictsOf(rows: readonly CostOfMode[]): Verdict[] {
  const of = (...names: string[]) => rows.filter(({ mode }) => names.includes(mode.name));
  const [near, far] = [of('sticky', 'hybrid'), of('external', 'any + memcached', 'any + postgres')];
  const [token] = of('stateless');
  if (near.length < 2 || far.length < 3 || !token || token.rounds.length < 2) return [];
  const others = rows.filter((row) => row !== token);
  const text = ({ mode, cpu: interval }: CostOfMode) => `${mode.name} ${intervalText(interval)}`;
  return [
    {
      claim:
        'memory and near cost less CPU than redis, memcached and postgres, each beyond its 95 % interval',
      holds: near.every((one) => far.every((other) => compare(one, other, cpu) === 'less')),
      evidence: `${[...near, ...far].map(text).join(', ')} ms a request, replicas and stores together`,
    },
    {
      claim: 'token costs the most bytes, beyond its 95 % interval',
      holds: others.every((other) => compare(token, other, cookieBytes) === 'more'),
      evidence: rows
        .map(({ mode, rounds }) => `${mode.name} ${intervalText(repeated(rounds.map(cookieBytes)))}`)
        .join(', '),
    },
  ];
}

function compare(a: CostOfMode, b: CostOfMode, pick: Pick): ReturnType<typeof compared> {
  return compared(a.rounds.map(pick), b.rounds.map(pick));
}
