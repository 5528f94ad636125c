// Uses the id of the cookie, even if the server did not make it.
import { keyOf, newId, redis, serveWith } from '../sound.mjs';

serveWith({
  'POST /write': async ({ id: given, key, body: { value }, setCookie }) => {
    const id = given ?? newId();
    await redis.hset(keyOf(id), `key ${key}`, value);
    if (!given) setCookie(id);
    return {};
  },
});
