import type { WrongSolution } from '../runner/wrong-solution.js';

const COUNT = 'hits.set(id, (hits.get(id) ?? 0) + 1);';

export const wrong: readonly WrongSolution[] = [
  { name: 'everyone behind one address shares a replica', edits: [], routing: 'ip' },
  { name: 'the balancer takes turns', edits: [], routing: 'any' },
  {
    name: 'the count is in the cookie, so that nothing is lost in a crash',
    routing: 'any',
    edits: [
      [
        COUNT,
        "const count = Number(cookieOf(request, 'count') ?? 0) + 1;\n    response.cookie('count', count);",
      ],
      ['return { hits: hits.get(id) };', 'return { hits: count };'],
    ],
  },
  {
    name: 'visitors of one replica share a count',
    breaks: 'works',
    edits: [[COUNT, "id = 'everyone';\n    hits.set(id, (hits.get(id) ?? 0) + 1);"]],
  },
];
