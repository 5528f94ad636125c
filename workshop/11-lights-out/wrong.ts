import type { WrongSolution } from '../runner/wrong-solution.js';

const GET = "await redis.get(`session:${cookieOf(request, 'session') ?? ''}`).catch(unavailable);";
const SET = "await redis.set(`session:${id}`, user, 'EX', 1800).catch(unavailable);";

export const wrong: readonly WrongSolution[] = [
  { name: 'only one of two routes answers 503', edits: [[SET, SET.replace('.catch(unavailable)', '')]] },
  {
    name: 'a login during the outage seems to succeed',
    edits: [[SET, SET.replace('unavailable', '() => undefined')]],
  },
  { name: 'the user becomes a guest', edits: [[GET, GET.replace('unavailable', '() => null')]] },
  { name: 'a command waits for as long as it takes', edits: [['commandTimeout: 250,', '']] },
  { name: 'a command may take two seconds', edits: [['commandTimeout: 250,', 'commandTimeout: 2000,']] },
  {
    name: 'the app gives up on Redis after the first failure',
    edits: [
      [
        'function unavailable(): never {',
        'let given = false;\nfunction unavailable(): never {\n  given = true;',
      ],
      ['const user = await', 'if (given) unavailable();\n    const user = await'],
    ],
  },
];
