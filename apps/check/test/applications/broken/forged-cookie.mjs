// The cookie holds the id and, to save a look into Redis, the name of the user, in base64.
import { Answer, handlers, load, serveWith } from '../sound.mjs';

const read = (cookie) => (cookie ? JSON.parse(Buffer.from(cookie, 'base64url').toString()) : {});

const wrapped = Object.entries(handlers).map(([name, handler]) => [
  name,
  (request) => {
    const { id } = read(request.id);
    const setCookie = (next) =>
      request.setCookie(
        next && Buffer.from(JSON.stringify({ id: next, user: request.body.user })).toString('base64url'),
      );
    return handler({ ...request, id, setCookie });
  },
]);

serveWith({
  ...Object.fromEntries(wrapped),
  'GET /me': async (request) => {
    const { id, user } = read(request.id);
    if (!user || !(await load(id))?.user) throw new Answer(401);
    return { user };
  },
});
