// Notes the id in the session that it belongs to.
import { handlers, keyOf, redis, serveWith } from '../sound.mjs';

serveWith({
  'POST /login': (request) =>
    handlers['POST /login']({
      ...request,
      setCookie: (id) => {
        redis.hset(keyOf(id), 'id', id).catch(() => undefined);
        request.setCookie(id);
      },
    }),
});
