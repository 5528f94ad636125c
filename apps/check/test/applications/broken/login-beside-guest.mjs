// Gives a client whose session is gone a new one, and its cookie.
import { keyOf, redis, serveWith, set } from '../sound.mjs';

serveWith({
  'POST /write': async (request) => {
    if (request.id && !(await redis.exists(keyOf(request.id)))) request.id = undefined;
    return set(request, `key ${request.key}`, request.body.value);
  },
});
