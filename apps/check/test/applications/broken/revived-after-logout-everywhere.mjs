// Notes the user's generation with every write: the one of now, whatever it was when the request began.
import { generationOf, load, redis, serveWith, set } from '../sound.mjs';

serveWith({
  'POST /write': async (request) => {
    const user = (await load(request.id))?.user;
    if (user) await set(request, 'generation', (await redis.get(generationOf(user))) ?? '0');
    return set(request, `key ${request.key}`, request.body.value);
  },
});
