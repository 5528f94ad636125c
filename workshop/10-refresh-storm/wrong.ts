import type { WrongSolution } from '../runner/wrong-solution.js';

const PREVIOUS =
  'if ARGV[1] == previous and now - rotatedAt <= tonumber(ARGV[3]) then return { user, current } end';
const END =
  "if redis.call('HEXISTS', KEYS[1], 'used:' .. ARGV[1]) == 1 then redis.call('DEL', KEYS[1]) end\nreturn nil`;";

export const wrong: readonly WrongSolution[] = [
  {
    name: 'a replay of an older generation is only refused',
    edits: [[END, "if ARGV[1] == previous then redis.call('DEL', KEYS[1]) end\nreturn nil`;"]],
  },
  {
    name: 'a token that was made up ends the family',
    edits: [[END, "redis.call('DEL', KEYS[1])\nreturn nil`;"]],
  },
  { name: 'a replay is only refused', edits: [[END, 'return nil`;']] },
  {
    name: 'the grace never ends',
    edits: [[PREVIOUS, PREVIOUS.replace(' and now - rotatedAt <= tonumber(ARGV[3])', '')]],
  },
  { name: 'there is no grace', edits: [[PREVIOUS, '']] },
  {
    name: 'each tab gets a successor of its own',
    edits: [[PREVIOUS, PREVIOUS.replace('{ user, current }', '{ user, ARGV[2] }')]],
  },
  {
    name: 'the token never changes',
    edits: [['const successor = tokenOf(family);', 'const successor = refresh;']],
  },
  {
    name: 'read, decide, write: three steps',
    edits: [
      ['const [user, next] = answer as [string, string];', 'const [user, next] = answer;'],
      [
        `await redis.eval(
      ROTATE,
      1,
      \`family:\${family}\`,
      refresh,
      successor,
      GRACE_MS,
      REFRESH_SECONDS,
    );`,
        'await rotate(`family:${family}`, refresh, successor);',
      ],
      [
        '/** The family stands in front',
        `async function rotate(key: string, refresh: string, successor: string): Promise<[string, string] | undefined> {
  const { user, current, previous, rotatedAt } = await redis.hgetall(key);
  if (!user || !current) return undefined;
  if (refresh === current) {
    await redis.hset(key, { current: successor, previous: current, rotatedAt: Date.now() });
    return [user, successor];
  }
  if (refresh === previous && Date.now() - Number(rotatedAt) <= GRACE_MS) return [user, current];
  await redis.del(key);
  return undefined;
}

/** The family stands in front`,
      ],
    ],
  },
  {
    name: 'a replay ends every login of the user',
    edits: [
      [
        END,
        "for _, key in ipairs(redis.call('KEYS', 'family:*')) do if redis.call('HGET', key, 'user') == user then redis.call('DEL', key) end end\nreturn nil`;",
      ],
    ],
  },
];
