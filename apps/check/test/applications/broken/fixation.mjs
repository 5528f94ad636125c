// Signs the guest's session in.
import { generationOf, keyOf, newId, redis, serveWith } from '../sound.mjs';

serveWith({
  'POST /login': async ({ id, body: { user }, setCookie }) => {
    const kept = id && (await redis.exists(keyOf(id))) ? id : newId();
    const generation = (await redis.get(generationOf(user))) ?? '0';
    await redis.hset(keyOf(kept), { user, generation });
    setCookie(kept);
    return { user };
  },
});
