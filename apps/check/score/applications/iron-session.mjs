// iron-session on Express: everything in an encrypted cookie.
import express from 'express';
import { getIronSession } from 'iron-session';

const app = express();
app.use(express.json());
app.use(async (request, response, next) => {
  request.session = await getIronSession(request, response, {
    password: 'a password of the score, 32 characters',
    cookieName: 'session',
    cookieOptions: { secure: false },
  });
  next();
});
app.post('/write/:key', async ({ session, params, body }, response) => {
  session[`key ${params.key}`] = body.value;
  await session.save();
  response.json({});
});
app.post('/add', async ({ session, body }, response) => {
  session.items = [...(session.items ?? []), body.value];
  await session.save();
  response.json({});
});
app.get('/read', ({ session }, response) => response.json(session));
app.get('/me', ({ session }, response) =>
  session.user ? response.json({ user: session.user }) : response.sendStatus(401),
);
app.post('/login', async ({ session, body }, response) => {
  session.user = body.user;
  await session.save();
  response.json({});
});
app.post('/logout', ({ session }, response) => {
  session.destroy();
  response.json({});
});
app.listen(Number(process.env.PORT), '127.0.0.1');
