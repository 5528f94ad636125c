// Keeps a list of each user's sessions. A login writes the list first and the session after it.
import { Answer, handlers, keyOf, load, newId, redis, serveWith } from '../sound.mjs';

const listOf = (user) => `sessions:${user}`;

serveWith({
  'POST /login': async (request) => {
    const { user } = request.body;
    const id = newId();
    if (request.id) await redis.del(keyOf(request.id));
    await redis.sadd(listOf(user), keyOf(id));
    await redis.hset(keyOf(id), { user, generation: '0' });
    request.setCookie(id);
    return { user };
  },
  'POST /logout-everywhere': async ({ id, setCookie }) => {
    const user = (await load(id))?.user;
    if (!user) throw new Answer(401);
    await redis.eval(
      `for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do redis.call('DEL', key) end redis.call('DEL', KEYS[1])`,
      1,
      listOf(user),
    );
    setCookie('');
  },
  'POST /logout': handlers['POST /logout'],
});
