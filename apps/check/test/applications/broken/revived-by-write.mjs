// Writes back the fields that it has read, whether the session is still there or not.
import { keyOf, load, redis, serveWith, set } from '../sound.mjs';

serveWith({
  'POST /write': async (request) => {
    const { user, generation } = (await load(request.id)) ?? {};
    if (!user) return set(request, `key ${request.key}`, request.body.value);
    await redis.hset(keyOf(request.id), { user, generation, [`key ${request.key}`]: request.body.value });
    return {};
  },
});
