// A session that was read once never expires.
import { handlers, keyOf, redis, serveWith } from '../sound.mjs';

serveWith({
  'GET /me': async (request) => {
    const user = await handlers['GET /me'](request);
    await redis.persist(keyOf(request.id)).catch(() => undefined);
    return user;
  },
});
