// Takes any failure for "no session".
import { Answer, load, serveWith } from '../sound.mjs';

serveWith({
  'GET /me': async ({ id }) => {
    const session = await load(id).catch(() => undefined);
    if (!session?.user) throw new Answer(401);
    return { user: session.user };
  },
});
