// koa-session with its data in Redis.
import { Redis } from 'ioredis';
import Koa from 'koa';
import session from 'koa-session';

const redis = new Redis(process.env.REDIS_URL);
redis.on('error', () => undefined);

const store = {
  get: async (key) => JSON.parse(await redis.get(key)),
  set: (key, data, maxAge) => redis.set(key, JSON.stringify(data), 'PX', maxAge),
  destroy: (key) => redis.del(key),
};

const routes = {
  'POST /write': (context, { value }, key) => void (context.session[`key ${key}`] = value),
  'POST /add': (context, { value }) =>
    void (context.session.items = [...(context.session.items ?? []), value]),
  'GET /read': (context) => void (context.body = context.session.toJSON()),
  'GET /me': (context) => {
    if (context.session.user) context.body = { user: context.session.user };
    else context.status = 401;
  },
  'POST /login': async (context, { user }) => {
    await context.session.regenerate();
    context.session.user = user;
  },
  'POST /logout': (context) => void (context.session = null),
};

const app = new Koa();
app.keys = ['a key of the score'];
app.silent = true;
app.use(session({ store, maxAge: 86_400_000, sameSite: 'lax' }, app));
app.use(async (context) => {
  let text = '';
  for await (const chunk of context.req) text += chunk;
  const [path, key] = context.path.split('/').slice(1);
  const route = routes[`${context.method} /${path}`];
  context.status = route ? 200 : 404;
  context.body = {};
  await route?.(context, text ? JSON.parse(text) : {}, key);
});
app.listen(Number(process.env.PORT), '127.0.0.1');
