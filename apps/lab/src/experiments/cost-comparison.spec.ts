import { describe, expect, it } from 'vitest';
import type { CrowdMode } from '../crowd/crowd.options.js';
import { named } from '../crowd/presets.js';
import { medianLoad, type Load } from '../measure/load.js';
import { repeated } from '../measure/repeated.js';
import { sentenceOf, shareTables, verdictsOf } from './cost-comparison.js';
import type { CostOfMode } from './cost-of-modes.js';

/** A machine that is at times twice as slow. */
const PACE = [1, 2, 1, 1.5, 1, 1.2];

function cost(mode: CrowdMode, cpuMs: number, bytes = 170): CostOfMode {
  const rounds = PACE.map((pace) => ({
    ...({ requests: 500, redisCommands: 1, memcachedCommands: 0, postgresTransactions: 0, p50: 1 } as Load),
    ...{
      cpuMs: cpuMs * pace,
      storeCpuMs: 0.1 * pace,
      bytesSent: bytes,
      bytesReceived: 0,
      p99: 2,
      rssMegabytes: 9,
    },
  }));
  const cpu = repeated(rounds.map((round) => round.cpuMs + round.storeCpuMs));
  return { mode: named(mode), rounds, load: medianLoad(rounds), cpu };
}

const rows = (hybrid: number) => [
  cost({ routing: 'cookie', state: 'memory' }, 0.5),
  cost({ routing: 'any', state: 'redis' }, 0.6),
  cost({ routing: 'cookie', state: 'near' }, hybrid),
  cost({ routing: 'any', state: 'memcached' }, 0.6),
  cost({ routing: 'any', state: 'postgres' }, 0.9),
  cost({ routing: 'any', state: 'token' }, 0.6, 700),
];

describe('the costs of the modes', () => {
  it('are told apart by their differences within a round, though the intervals overlap', () => {
    const [sticky, external] = rows(0.5);
    expect(sticky!.cpu.high).toBeGreaterThan(external!.cpu.low);
    expect(verdictsOf(rows(0.5)).map(({ holds }) => holds)).toEqual([true, true]);
    expect(verdictsOf(rows(0.6)).map(({ holds }) => holds)).toEqual([false, true]);
  });

  it('are said in a sentence for each mode', () => {
    const all = rows(0.5);
    expect(sentenceOf(all[0]!, all)).toBe(
      'A request takes 0.6 ms of CPU (less than external, any + memcached, any + postgres, stateless; equal to hybrid), 1 commands of stores and 170 bytes of cookies.',
    );
  });

  it('show the share of the session beyond that of a session in memory', () => {
    const [{ rows: shares } = { rows: [] }] = shareTables(rows(0.5));
    expect(shares.map(([mode, , , , bytes]) => [mode, bytes])).toContainEqual(['stateless', 530]);
    expect(shares).toHaveLength(5);
  });
});
