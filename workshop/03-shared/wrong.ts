import type { WrongSolution } from '../runner/wrong-solution.js';

const ID = 'const id = randomUUID();';
const SET = "await redis.set(`session:${id}`, user, 'EX', SESSION_SECONDS);";

export const wrong: readonly WrongSolution[] = [
  { name: 'the cookie is the name of the user', edits: [[ID, 'const id = user;']] },
  {
    name: 'the id is a hash of the name',
    edits: [
      [ID, "const id = createHash('sha256').update(user).digest('hex');"],
      ['import { randomUUID }', 'import { createHash }'],
    ],
  },
  { name: 'the ids are counted up', edits: [[ID, "const id = await redis.incr('sessions');"]] },
  {
    name: 'the session is written to Redis a little later',
    edits: [
      [
        SET,
        "memory.set(id, user);\n    setTimeout(() => void redis.set(`session:${id}`, user, 'EX', SESSION_SECONDS), 30_000);",
      ],
      ['const SESSION_SECONDS', 'const memory = new Map<string, string>();\nconst SESSION_SECONDS'],
      [
        'const user = await redis.get(',
        "const user = memory.get(cookieOf(request, 'session') ?? '') ?? await redis.get(",
      ],
    ],
    routing: 'cookie',
  },
  {
    name: 'sessions are in memory, and the balancer is sticky',
    edits: [
      [SET, 'memory.set(id, user);'],
      ['const SESSION_SECONDS', 'const memory = new Map<string, string>();\nconst SESSION_SECONDS'],
      [
        "await redis.get(`session:${cookieOf(request, 'session') ?? ''}`)",
        "memory.get(cookieOf(request, 'session') ?? '')",
      ],
    ],
    routing: 'cookie',
  },
];
