import type { WrongSolution } from '../runner/wrong-solution.js';

const WRITE =
  "const written = await redis.set(keyOf(request), JSON.stringify({ ...session, note }), 'EX', 1800, 'XX');";
const CHECK = 'if (!written) throw new UnauthorizedException();';
const PLAIN = WRITE.replace('const written = ', '').replace(", 'XX'", '');
const DELETE = 'await redis.del(keyOf(request));';
const CONNECT = 'const redis = new Redis(process.env.REDIS_URL!);';

export const wrong: readonly WrongSolution[] = [
  {
    name: 'GET, then SET',
    edits: [
      [WRITE, `await sessionOf(request);\n    ${PLAIN}`],
      [CHECK, ''],
    ],
  },
  {
    name: 'EXISTS, then SET',
    edits: [
      [WRITE, `if (!(await redis.exists(keyOf(request)))) throw new UnauthorizedException();\n    ${PLAIN}`],
      [CHECK, ''],
    ],
  },
  {
    name: 'the replica remembers which sessions it ended',
    edits: [
      [WRITE, `if (ended.has(keyOf(request))) throw new UnauthorizedException();\n    ${PLAIN}`],
      [CHECK, ''],
      [DELETE, `ended.add(keyOf(request));\n    ${DELETE}`],
      [CONNECT, `${CONNECT}\nconst ended = new Set<string>();`],
    ],
  },
  {
    name: 'the session is deleted a second time, a little later',
    edits: [
      [WRITE, PLAIN],
      [CHECK, ''],
      [DELETE, `${DELETE}\n    setTimeout(() => void redis.del(keyOf(request)), 300);`],
    ],
  },
  {
    name: 'a mark that is looked at before the delay',
    edits: [
      [
        'await delay(150);',
        'if (await redis.exists(`ended:${keyOf(request)}`)) throw new UnauthorizedException();\n    await delay(150);',
      ],
      [WRITE, PLAIN],
      [CHECK, ''],
      [DELETE, `${DELETE}\n    await redis.set(\`ended:\${keyOf(request)}\`, 1, 'EX', 1800);`],
    ],
  },
  { name: 'only the cookie is deleted', breaks: 'works', edits: [[DELETE, '']] },
];
