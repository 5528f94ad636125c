// Waits for Redis as long as it takes.
import { Redis } from 'ioredis';
import { Answer, keyOf, serveWith } from '../sound.mjs';

const patient = new Redis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
patient.on('error', () => undefined);

serveWith({
  'GET /me': async ({ id }) => {
    const [user, generation] = await patient.hmget(keyOf(id ?? ''), 'user', 'generation');
    if (!user || ((await patient.get(`generation:${user}`)) ?? '0') !== generation) throw new Answer(401);
    return { user };
  },
});
