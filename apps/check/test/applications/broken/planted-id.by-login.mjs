// Renews the id of a session that is there, and takes an id that it does not know as it is.
import { generationOf, handlers, keyOf, redis, serveWith } from '../sound.mjs';

serveWith({
  'POST /login': async (request) => {
    const { id, body, setCookie } = request;
    if (!id || (await redis.exists(keyOf(id)))) return handlers['POST /login'](request);
    const generation = (await redis.get(generationOf(body.user))) ?? '0';
    await redis.hset(keyOf(id), { user: body.user, generation });
    setCookie(id);
    return { user: body.user };
  },
});
