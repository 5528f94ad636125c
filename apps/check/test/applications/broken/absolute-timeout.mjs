// Starts the absolute timeout again with every request.
import { endsAt, handlers, keyOf, redis, serveWith } from '../sound.mjs';

serveWith({
  'GET /me': async (request) => {
    const user = await handlers['GET /me'](request);
    await redis
      .eval(
        `if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'ends', ARGV[1]) end`,
        1,
        keyOf(request.id),
        endsAt(),
      )
      .catch(() => undefined);
    return user;
  },
});
