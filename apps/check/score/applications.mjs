const NOTES = 'applications/notes.json';
const LIBRARY = '../test/library/session-check.json';

/** The applications of the score: a config, its environment, and the packages whose versions are named. */
export const APPLICATIONS = [
  {
    name: 'libs/session, Express',
    config: LIBRARY,
    environment: { ADAPTER: 'express' },
    packages: [],
    source: '../test/library/library.ts',
    settings: "`RedisSessionStore`, the client's settings of its README, with a time limit of 2 s",
  },
  {
    name: 'libs/session, Fastify',
    config: LIBRARY,
    environment: { ADAPTER: 'fastify' },
    packages: [],
    source: '../test/library/library.ts',
    settings: 'the same',
  },
  {
    name: 'express-session',
    packages: ['express-session', 'connect-redis', 'redis', 'express'],
    settings: '`resave: false`, `saveUninitialized: false`, `sameSite`; login and logout as in its README',
  },
  {
    name: '@fastify/session',
    application: 'fastify-session.mjs',
    packages: ['@fastify/session', 'connect-redis', 'redis', 'fastify'],
    settings: '`saveUninitialized: false`, `sameSite`; `regenerate` at login, `destroy` at logout',
  },
  {
    name: 'koa-session',
    packages: ['koa-session', 'ioredis', 'koa'],
    settings:
      'external store of three lines, `sameSite`; `regenerate` at login, `ctx.session = null` at logout',
  },
  {
    name: 'better-auth',
    config: 'applications/better-auth.json',
    packages: ['better-auth', 'ioredis'],
    settings: 'email and password, Redis as secondary storage, no limit of requests',
  },
  {
    name: 'iron-session',
    packages: ['iron-session', 'express'],
    settings: 'encrypted cookie, defaults',
  },
  {
    name: '@fastify/secure-session',
    application: 'fastify-secure-session.mjs',
    packages: ['@fastify/secure-session', 'fastify'],
    settings: 'encrypted cookie, `httpOnly`, `sameSite`; `regenerate` at login',
  },
  { name: 'cookie-session', packages: ['cookie-session', 'express'], settings: 'signed cookie, `sameSite`' },
  {
    name: 'hono-sessions',
    packages: ['hono-sessions', 'hono'],
    settings: '`CookieStore` with a key, as in its README',
  },
].map(({ application, config = NOTES, environment, ...each }) => ({
  ...each,
  config,
  source: each.source ?? `applications/${application ?? `${each.name}.mjs`}`,
  environment: environment ?? { APPLICATION: application ?? `${each.name}.mjs` },
}));
