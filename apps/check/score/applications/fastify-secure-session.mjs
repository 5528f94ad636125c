// @fastify/secure-session: everything in an encrypted cookie.
import session from '@fastify/secure-session';
import Fastify from 'fastify';

const app = Fastify();
app.register(session, {
  key: Buffer.alloc(32, 'a key of the score'),
  cookie: { path: '/', httpOnly: true, sameSite: 'lax' },
});
app.post('/write/:key', async ({ session, params, body }) => {
  session.set(`key ${params.key}`, body.value);
  return {};
});
app.post('/add', async ({ session, body }) => {
  session.set('items', [...(session.get('items') ?? []), body.value]);
  return {};
});
app.get('/read', async ({ session }) => session.data() ?? {});
app.get('/me', async ({ session }, reply) => {
  const user = session.get('user');
  return user ? { user } : reply.code(401).send({});
});
app.post('/login', async ({ session, body }) => {
  session.regenerate();
  session.set('user', body.user);
  return {};
});
app.post('/logout', async ({ session }) => {
  session.delete();
  return {};
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
