// express-session with connect-redis, and login and logout as its README has them.
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import { createClient } from 'redis';

const client = createClient({ url: process.env.REDIS_URL });
client.on('error', () => undefined);
await client.connect();

const app = express();
app.use(express.json());
app.use(
  session({
    store: new RedisStore({ client }),
    secret: 'a secret of the score, 32 characters',
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax' },
  }),
);
app.post('/write/:key', ({ session, params, body }, response) => {
  session[`key ${params.key}`] = body.value;
  response.json({});
});
app.post('/add', ({ session, body }, response) => {
  session.items = [...(session.items ?? []), body.value];
  response.json({});
});
app.get('/read', ({ session }, response) => response.json(session));
app.get('/me', ({ session }, response) =>
  session.user ? response.json({ user: session.user }) : response.sendStatus(401),
);
app.post('/login', (request, response, next) => {
  request.session.regenerate((error) => {
    if (error) return next(error);
    request.session.user = request.body.user;
    request.session.save((failed) => (failed ? next(failed) : response.json({})));
  });
});
app.post('/logout', (request, response, next) => {
  request.session.user = null;
  request.session.save((error) => {
    if (error) return next(error);
    request.session.regenerate((failed) => (failed ? next(failed) : response.json({})));
  });
});
app.listen(Number(process.env.PORT), '127.0.0.1');
