// Every variant keeps the same 2 KB session and answers the same two routes; only who keeps the session differs.
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { bareApp, sessionModuleApp } from './apps.mjs';

const secret = 'a secret that is used in this benchmark alone, never elsewhere';

/** Prefix of the variants that are the first edition of this library, see `--first`. */
export const FIRST = 'first: ';

async function sessionsIn(createStore, { encrypt = true, edition = 'second' } = {}) {
  const library = await import(`./dist/${edition}/index.js`);
  const keys = new library.KeyRing([{ id: 'bench', secret: randomBytes(32) }]);
  return new library.StoredSessions({ store: await createStore(library), keys, encrypt });
}

const connect = (socket) => new Redis({ path: socket, enableAutoPipelining: true });

async function near({ RedisSessionStore }, socket) {
  const { nearCached } = await import('./dist/second/near-cache/index.js');
  return armed(nearCached(new RedisSessionStore({ redis: connect(socket) })), (store) => store.statistics);
}

function nearOfFirst({ RedisSessionStore }, socket) {
  const store = new RedisSessionStore({ redis: connect(socket), near: {} });
  return armed(store, ({ nearCache }) => nearCache);
}

async function armed(store, cacheOf) {
  while (!cacheOf(store).armed) await new Promise((resolve) => setTimeout(resolve, 10));
  return store;
}

async function nodeRedisStore(socket) {
  const [{ createClient }, { RedisStore }] = await Promise.all([import('redis'), import('connect-redis')]);
  const client = createClient({ socket: { path: socket } });
  await client.connect();
  return new RedisStore({ client });
}

const memory = ({ MemorySessionStore }) => new MemorySessionStore();
const redis = ({ RedisSessionStore }, socket) => new RedisSessionStore({ redis: connect(socket) });
const inEdition = (createStore, options) => (socket) =>
  sessionsIn((library) => createStore(library, socket), options);
const first = { edition: 'first' };

/** The variants that are this library, as backends. */
export const backends = {
  memory: inEdition(memory),
  near: inEdition(near),
  redis: inEdition(redis),
  'redis, not encrypted': inEdition(redis, { encrypt: false }),
  [`${FIRST}memory`]: inEdition(memory, { ...first, encrypt: false }),
  [`${FIRST}near`]: inEdition(nearOfFirst, first),
  [`${FIRST}redis`]: inEdition(redis, first),
};

const ours = Object.fromEntries(
  Object.entries(backends).map(([name, create]) => [
    name,
    async (socket) => sessionModuleApp(await create(socket), name.startsWith(FIRST) ? 'first' : 'second'),
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
