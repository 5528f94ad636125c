// Copies the guest's session to a new id, and forgets to delete the old one.
import { keyOf, load, newId, generationOf, redis, serveWith } from '../sound.mjs';

serveWith({
  'POST /login': async ({ id, body: { user }, setCookie }) => {
    const guest = (await load(id)) ?? {};
    const next = newId();
    const generation = (await redis.get(generationOf(user))) ?? '0';
    await redis.hset(keyOf(next), guest.user ? { user, generation } : { ...guest, user, generation });
    setCookie(next);
    return { user };
  },
});
