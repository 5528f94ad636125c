// @fastify/session with connect-redis.
import cookie from '@fastify/cookie';
import session from '@fastify/session';
import { RedisStore } from 'connect-redis';
import Fastify from 'fastify';
import { createClient } from 'redis';

const client = createClient({ url: process.env.REDIS_URL });
client.on('error', () => undefined);
await client.connect();

const app = Fastify();
app.register(cookie);
app.register(session, {
  store: new RedisStore({ client }),
  secret: 'a secret of the score, 32 characters long',
  saveUninitialized: false,
  cookie: { secure: false, sameSite: 'lax' },
});
app.post('/write/:key', async ({ session, params, body }) => {
  session.set(`key ${params.key}`, body.value);
  return {};
});
app.post('/add', async ({ session, body }) => {
  session.set('items', [...(session.get('items') ?? []), body.value]);
  return {};
});
app.get('/read', async ({ session }) => JSON.parse(JSON.stringify(session)));
app.get('/me', async ({ session }, reply) => {
  const user = session.get('user');
  return user ? { user } : reply.code(401).send({});
});
app.post('/login', async (request) => {
  await request.session.regenerate();
  request.session.set('user', request.body.user);
  return {};
});
app.post('/logout', async (request) => {
  await request.session.destroy();
  return {};
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
