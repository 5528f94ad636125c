// hono-sessions with its CookieStore: everything in an encrypted cookie.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { CookieStore, sessionMiddleware } from 'hono-sessions';

const app = new Hono();
app.use(
  '*',
  sessionMiddleware({
    store: new CookieStore(),
    encryptionKey: 'a password of the score, 32 characters',
    expireAfterSeconds: 900,
    cookieOptions: { sameSite: 'Lax', path: '/', httpOnly: true },
  }),
);
app.post('/write/:key', async (context) => {
  context.get('session').set(`key ${context.req.param('key')}`, (await context.req.json()).value);
  return context.json({});
});
app.post('/add', async (context) => {
  const session = context.get('session');
  session.set('items', [...(session.get('items') ?? []), (await context.req.json()).value]);
  return context.json({});
});
app.get('/read', (context) => {
  const session = context.get('session');
  return context.json(
    Object.fromEntries(['key start', 'key a', 'key b', 'items'].map((key) => [key, session.get(key)])),
  );
});
app.get('/me', (context) => {
  const user = context.get('session').get('user');
  return user ? context.json({ user }) : context.json({}, 401);
});
app.post('/login', async (context) => {
  context.get('session').set('user', (await context.req.json()).user);
  return context.json({});
});
app.post('/logout', (context) => {
  context.get('session').deleteSession();
  return context.json({});
});
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
