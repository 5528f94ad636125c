// Notes on every request when the session was last seen, together with the rest of it.
import { Answer, keyOf, load, redis, serveWith, unavailable } from '../sound.mjs';

serveWith({
  'GET /me': async ({ id }) => {
    const { user, generation } = (await load(id)) ?? {};
    if (!user) throw new Answer(401);
    await redis.hset(keyOf(id), { user, generation, seen: Date.now() }).catch(() => {
      throw unavailable();
    });
    return { user };
  },
});
