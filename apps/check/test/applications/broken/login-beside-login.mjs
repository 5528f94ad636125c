// Keeps a list of each user's sessions as one JSON text: a login reads it, appends, and writes it back.
import { Answer, keyOf, load, newId, redis, script, serveWith } from '../sound.mjs';

const listOf = (user) => `sessions:${user}`;
// Works on the newest list, and leaves a login that is not listed yet to the next call.
const END_ALL = `for _, key in ipairs(cjson.decode(redis.call('GET', KEYS[1]) or '[]')) do redis.call('DEL', key) end`;

serveWith({
  'POST /login': async (request) => {
    const { user } = request.body;
    const id = newId();
    if (request.id) await redis.del(keyOf(request.id));
    const listed = JSON.parse((await redis.get(listOf(user))) ?? '[]');
    await script(
      `redis.call('SET', KEYS[1], ARGV[1]) redis.call('HSET', KEYS[2], 'user', ARGV[2], 'generation', '0')`,
      [listOf(user), keyOf(id)],
      JSON.stringify([...listed, keyOf(id)]),
      user,
    );
    request.setCookie(id);
    return { user };
  },
  'POST /logout-everywhere': async ({ id, setCookie }) => {
    const user = (await load(id))?.user;
    if (!user) throw new Answer(401);
    await script(END_ALL, [listOf(user)]);
    setCookie('');
  },
});
