import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { Redis } from 'ioredis';
import { peerApp } from './app.mjs';

const dist = new URL('../../../dist/apps/shop/', import.meta.url);
const { SessionCart } = await import(new URL('apps/shop/src/cart/session-cart.js', dist));
const { EMPTY_CART } = await import(new URL('apps/shop/src/cart/cart-content.js', dist));
// The peers are packages of bench/session alone.
const require = createRequire(new URL('../../session/package.json', import.meta.url));
const secret = 'a secret that is used in this benchmark alone, never elsewhere';
const maxAge = 1_800_000;

/** Our library: as the shop has it, encrypted, with a compare in each write. */
async function ours(platform) {
  const { KeyRing, RedisSessionStore, SessionModule } = await import(
    new URL('libs/session/src/index.js', dist)
  );
  // The client of the peers sends the commands of one turn together by default.
  const redis = new Redis(process.env.REDIS_URL, {
    ...{ enableOfflineQueue: false, commandTimeout: 500, enableAutoPipelining: true },
  });
  const sessions = SessionModule.forRoot({
    store: new RedisSessionStore({ redis }),
    keys: new KeyRing([{ id: 'bench', secret: randomBytes(32) }]),
    userId: ({ userId }) => userId,
  });
  return peerApp({
    platform,
    modules: [sessions],
    cartOf: ({ session }) => new SessionCart(session),
    signIn: ({ session }, user) => session.regenerate(user),
  });
}

/** A cart in a session that is written when the response ends, without a compare. */
class AssignedCart {
  constructor(session) {
    this.session = session;
  }

  async read() {
    return this.session.cart ?? EMPTY_CART;
  }

  async change(recipe) {
    const cart = await this.read();
    const next = recipe(cart);
    if (next === cart) return cart;
    return (this.session.cart = { ...next, version: cart.version + 1 });
  }
}

async function peer(platform, install) {
  const { createClient } = require('redis');
  const { RedisStore } = require('connect-redis');
  const client = createClient({ url: process.env.REDIS_URL });
  await client.connect();
  return peerApp({
    platform,
    install: (instance) => install(instance, new RedisStore({ client })),
    cartOf: ({ session }) => new AssignedCart(session),
    signIn: async (request, user) => {
      await new Promise((resolve, reject) =>
        request.session.regenerate((error) => (error ? reject(error) : resolve())),
      );
      // Not the one of before.
      Object.assign(request.session, user);
    },
  });
}

/** By name: ours and the peer of each platform, on the same routes. */
export const variants = {
  'libs/session on Fastify': () => ours('fastify'),
  '@fastify/session': () =>
    peer('fastify', async (fastify, store) => {
      await fastify.register(require('@fastify/cookie'));
      await fastify.register(require('@fastify/session'), {
        ...{ secret, store, rolling: false, saveUninitialized: false },
        cookie: { secure: false, maxAge },
      });
    }),
  'libs/session on Express': () => ours('express'),
  'express-session': () =>
    peer('express', async (express, store) =>
      express.use(
        require('express-session')({
          ...{ secret, store, resave: false, saveUninitialized: false },
          cookie: { maxAge },
        }),
      ),
    ),
};
