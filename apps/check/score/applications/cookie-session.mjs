// cookie-session on Express: everything in a signed cookie.
import session from 'cookie-session';
import express from 'express';

const app = express();
app.use(express.json());
app.use(session({ name: 'session', keys: ['a key of the score'], sameSite: 'lax' }));
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
app.post('/login', (request, response) => {
  request.session = { user: request.body.user };
  response.json({});
});
app.post('/logout', (request, response) => {
  request.session = null;
  response.json({});
});
app.listen(Number(process.env.PORT), '127.0.0.1');
