import type { Preset } from '../modes';
import { COSTS } from './costs';

/** Why each mode behaves as it does, and where to read on. */
const REASONS: Partial<Record<string, { why: string; page: string }>> = {
  sticky: {
    why: 'Sticky keeps sessions in the memory of one replica: what happens to it happens to them.',
    page: 'affinity-by-cookie',
  },
  external: {
    why: 'External keeps sessions in Redis: any replica can answer, and all of them need Redis.',
    page: 'external-state',
  },
  stateless: {
    why: 'Stateless sends the session along with each request: nothing to lose on a server, more bytes to send.',
    page: 'stateless-tokens',
  },
  hybrid: {
    why: 'Hybrid keeps sessions in Redis with a copy in the replica: fewer reads of Redis, which must still be up.',
    page: 'external-state',
  },
  broken: {
    why: 'Broken keeps sessions in memory while every replica takes its turn: most answers do not find them.',
    page: 'failover',
  },
} satisfies Partial<Record<Preset, { why: string; page: string }>>;

/** The reason for what a mode did, and the page of the documentation about it. */
export function reasonOf(mode: string): { why: string; page: string } | undefined {
  const reason = REASONS[mode];
  return reason && { ...reason, page: `docs/sessions/${reason.page}.md` };
}

/** What a request in a mode costs, and what sessions weigh there, in columns. */
export interface Price {
  readonly cookieBytes: string;
  readonly redisCommands: string;
  readonly cpu: string;
  readonly memory: string;
}

const UNKNOWN = 'not measured';

/** The price of a mode, as `npm run lab -- cost` measured it. */
export function priceOf(mode: string): Price {
  const cost = COSTS.find((candidate) => candidate.mode.toLowerCase() === mode);
  return {
    cookieBytes: cost ? `${cost.cookieBytes}` : UNKNOWN,
    redisCommands: cost ? `${cost.redisCommands}` : UNKNOWN,
    cpu: cost ? `${cost.cpuMs} ms` : UNKNOWN,
    memory: cost ? `${cost.memoryKb} KB` : UNKNOWN,
  };
}
