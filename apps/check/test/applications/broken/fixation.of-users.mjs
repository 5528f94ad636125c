// A new id for guests only: the user who was signed in before becomes the next one.
import { generationOf, handlers, keyOf, load, redis, serveWith } from '../sound.mjs';

serveWith({
  'POST /login': async (request) => {
    const { user } = request.body;
    if (!(await load(request.id))?.user) return handlers['POST /login'](request);
    const generation = (await redis.get(generationOf(user))) ?? '0';
    await redis.hset(keyOf(request.id), { user, generation });
    return { user };
  },
});
