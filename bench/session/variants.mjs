// Every variant keeps the same 2 KB session and answers the same two routes; only who keeps the session differs.
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { bareApp, sessionModuleApp } from './apps.mjs';

const secret = 'a secret that is used in this benchmark alone, never elsewhere';

async function sessionsIn(createStore, { encrypt = true } = {}) {
  const library = await import('./dist/index.js');
  const keys = new library.KeyRing([{ id: 'bench', secret: randomBytes(32) }]);
  return new library.StoredSessions({ store: await createStore(library), keys, encrypt });
}

const connect = (socket) => new Redis({ path: socket, enableAutoPipelining: true });

async function near({ RedisSessionStore }, socket) {
  const { nearCached } = await import('./dist/near-cache/index.js');
  const store = nearCached(new RedisSessionStore({ redis: connect(socket) }));
  while (!store.statistics.armed) await new Promise((resolve) => setTimeout(resolve, 10));
  return store;
}

async function nodeRedisStore(socket) {
  const [{ createClient }, { RedisStore }] = await Promise.all([import('redis'), import('connect-redis')]);
  const client = createClient({ socket: { path: socket } });
  await client.connect();
  return new RedisStore({ client });
}

/** The variants that are this library, as backends; those of the first three keep sessions in the process. */
export const backends = {
  memory: () => sessionsIn(({ MemorySessionStore }) => new MemorySessionStore(), { encrypt: false }),
  near: (socket) => sessionsIn((library) => near(library, socket)),
  'near, not encrypted': (socket) => sessionsIn((library) => near(library, socket), { encrypt: false }),
  redis: (socket) => sessionsIn(({ RedisSessionStore }) => new RedisSessionStore({ redis: connect(socket) })),
  'redis, not encrypted': (socket) =>
    sessionsIn(({ RedisSessionStore }) => new RedisSessionStore({ redis: connect(socket) }), {
      encrypt: false,
    }),
};

const ours = Object.fromEntries(
  Object.entries(backends).map(([name, create]) => [
    name,
    async (socket) => sessionModuleApp(await create(socket)),
  ]),
);

export const variants = {
  bare: () => bareApp(),
  ...ours,
  '@fastify/session + Redis': async (socket) =>
    bareApp(async (fastify) => {
      await fastify.register((await import('@fastify/cookie')).default);
      await fastify.register((await import('@fastify/session')).default, {
        secret,
        store: await nodeRedisStore(socket),
        rolling: false,
        saveUninitialized: false,
        cookie: { secure: false, maxAge: 1_800_000 },
      });
    }),
  'express-session + connect-redis': async (socket) =>
    bareApp(async (express) => {
      const { default: session } = await import('express-session');
      const store = await nodeRedisStore(socket);
      express.use(
        session({ secret, store, resave: false, saveUninitialized: false, cookie: { maxAge: 1_800_000 } }),
      );
    }, 'express'),
  'iron-session': async () =>
    bareApp(async (fastify) => {
      const { getIronSession } = await import('iron-session');
      const options = { password: secret, cookieName: 'iron', cookieOptions: { secure: false } };
      fastify.decorateRequest('session');
      fastify.addHook('preHandler', async (request, reply) => {
        request.session = await getIronSession(request.raw, reply.raw, options);
      });
      fastify.addHook('onSend', async (request, reply) => {
        if (request.session?.changed) {
          delete request.session.changed;
          await request.session.save();
          reply.header('set-cookie', reply.raw.getHeader('set-cookie'));
        }
      });
    }),
};
