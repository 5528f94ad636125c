/** What this library sets out to be: a ratio of CPU per request, and what it may be at most. */
export const goals = [
  { what: 'read', of: 'near', to: 'memory', most: 1.1 },
  { what: 'read', of: 'near', to: '@fastify/session + Redis', most: 0.35 },
  { what: 'read', of: 'redis', to: '@fastify/session + Redis', most: 0.5 },
  { what: 'write', of: 'redis', to: '@fastify/session + Redis', most: 0.65 },
  { what: 'write', of: 'near', to: 'redis', most: 1.15 },
  { what: 'write', of: 'memory', to: 'bare', most: 3 },
];

/** With `--first`: no row may cost more than in the first edition. */
export const goalsAgainstFirst = ['read', 'write'].flatMap((what) =>
  ['memory', 'near', 'redis'].map((of) => ({ what, of, to: `first: ${of}`, most: 1 })),
);
