// Gives whoever comes with an id that is gone a new session, and the cookie of it.
import { keyOf, redis, serveWith, set } from '../sound.mjs';

serveWith({
  'POST /write': async (request) => {
    if (request.id && !(await redis.exists(keyOf(request.id)))) request.id = undefined;
    return set(request, `key ${request.key}`, request.body.value);
  },
});
