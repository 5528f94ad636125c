import type { WrongSolution } from '../runner/wrong-solution.js';

const DELETE = 'await redis.del(keyOf(request));';
const ID = 'const id = randomUUID();';

export const wrong: readonly WrongSolution[] = [
  {
    name: 'only guests get a new id',
    edits: [
      [
        DELETE,
        "if (await redis.hexists(keyOf(request), 'user')) { await redis.hset(keyOf(request), { user }); return { user }; }\n    await redis.del(keyOf(request));",
      ],
    ],
  },
  {
    name: 'the old id is not deleted, and the user is written to it too',
    edits: [[DELETE, 'await redis.hset(keyOf(request), { user });']],
  },
  {
    name: 'the old id is renamed to a hash of itself',
    edits: [
      [ID, "const id = createHash('sha256').update(old).digest('hex');"],
      [
        'async function begin(response: Response, data: Record<string, string | number>)',
        'async function begin(response: Response, data: Record<string, string | number>, old: string = randomUUID())',
      ],
      ['await begin(response, { user });', "await begin(response, { user }, cookieOf(request, 'session'));"],
      ['import { randomUUID }', 'import { createHash, randomUUID }'],
    ],
  },
  {
    name: 'an id that the browser made up is adopted',
    edits: [
      [
        'if (!(await redis.exists(keyOf(request)))) await begin(response, { since: Date.now() });',
        "if (!cookieOf(request, 'session')) await begin(response, { since: Date.now() });",
      ],
      [DELETE, ''],
      [
        'await begin(response, { user });',
        "const id = cookieOf(request, 'session');\n    if (id && !(await redis.exists(keyOf(request)))) {\n      await redis.hset(keyOf(request), { user });\n      return { user };\n    }\n    await redis.del(keyOf(request));\n    await begin(response, { user });",
      ],
    ],
  },
  { name: 'scripts can read the cookie', edits: [['httpOnly: true,', '']] },
  {
    name: 'other sites can make a browser send the cookie',
    edits: [["sameSite: 'lax',", "sameSite: 'none',"]],
  },
  { name: 'the old session stays as it was', edits: [[DELETE, '']] },
];
