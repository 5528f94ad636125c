/** What this library sets out to be: a ratio of CPU per request, and what it may be at most. */
export const goals = [
  { what: 'read', of: 'near', to: 'memory', most: 1.1 },
  { what: 'read', of: 'near', to: '@fastify/session + Redis', most: 0.5 },
  { what: 'read', of: 'near', to: 'near, not encrypted', most: 1.05 },
  { what: 'read', of: 'redis, not encrypted', to: '@fastify/session + Redis', most: 0.6 },
  { what: 'read', of: 'redis', to: '@fastify/session + Redis', most: 0.75 },
  { what: 'write', of: 'redis, not encrypted', to: '@fastify/session + Redis', most: 0.65 },
  { what: 'write', of: 'redis', to: '@fastify/session + Redis', most: 0.65 },
];
