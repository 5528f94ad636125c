import type { WrongSolution } from '../runner/wrong-solution.js';

const REFRESH = 'if (mayLive - left > IDLE_MS / 4) await redis.pexpire(key, mayLive);';
const SET =
  "await redis.set(`session:${id}`, JSON.stringify(session), 'PX', Math.min(IDLE_MS, ABSOLUTE_MS));";

export const wrong: readonly WrongSolution[] = [
  {
    name: 'there is no idle timeout',
    edits: [
      [SET, SET.replace('Math.min(IDLE_MS, ABSOLUTE_MS)', 'ABSOLUTE_MS')],
      [REFRESH, ''],
    ],
  },
  {
    name: 'the idle timeout is refreshed by each read',
    edits: [[REFRESH, 'await redis.pexpire(key, mayLive);']],
  },
  { name: 'there is no absolute timeout', edits: [['Math.min(IDLE_MS, endsAt - Date.now())', 'IDLE_MS']] },
  { name: 'the idle timeout is never refreshed', edits: [[REFRESH, '']] },
  {
    name: 'the end is in the data alone',
    edits: [
      [SET, 'await redis.set(`session:${id}`, JSON.stringify(session));'],
      [REFRESH, ''],
      ['if (!stored)', 'if (!stored || (JSON.parse(stored) as Session).endsAt < Date.now())'],
    ],
  },
  {
    name: 'each read writes by a script',
    edits: [
      [
        REFRESH,
        'await redis.eval("return redis.call(\'PEXPIRE\', KEYS[1], ARGV[1])", 1, key, Math.round(mayLive));',
      ],
    ],
  },
];
