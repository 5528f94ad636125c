// A sound application: every change of a session is one script in Redis, which first looks whether the session is still there.
import { createHash, randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Answer, serve } from './server.mjs';

export { Answer };

export const redis = new Redis(process.env.REDIS_URL, {
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  commandTimeout: 2500,
});
redis.on('error', () => undefined);

/** Timeouts of a session, in seconds. */
export const IDLE = Number(process.env.IDLE_SECONDS ?? 1800);
const ABSOLUTE = Number(process.env.ABSOLUTE_SECONDS ?? 43_200);

export const newId = () => randomBytes(16).toString('hex');
/** Redis holds a hash of the id: a dump opens no session. */
export const keyOf = (id) => `session:${createHash('sha256').update(id).digest('hex')}`;
export const generationOf = (user) => `generation:${user}`;
export const endsAt = () => Date.now() + ABSOLUTE * 1000;
export const unavailable = () =>
  new Answer(503, { error: 'We cannot load your session right now. Try again in a moment.' });

const SET = `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end redis.call('HSET', KEYS[1], unpack(ARGV)) return 1`;
const RENEW = `local guest = redis.call('HGET', KEYS[1], 'user') == false
  if guest and redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], KEYS[2]) else redis.call('DEL', KEYS[1]) end
  redis.call('HSET', KEYS[2], 'user', ARGV[1], 'generation', redis.call('GET', KEYS[3]) or '0', 'ends', ARGV[2])
  redis.call('EXPIRE', KEYS[2], ${IDLE})`;
const LOAD = `local data = redis.call('HGETALL', KEYS[1])
  redis.call('EXPIRE', KEYS[1], ${IDLE})
  for at = 1, #data, 2 do if data[at] == 'user' then
    return {data, redis.call('GET', 'generation:' .. data[at + 1]) or '0'} end end
  return {data, '0'}`;

/** Runs a script. @throws Answer 503 if Redis does not answer */
export async function script(text, keys, ...args) {
  try {
    return await redis.eval(text, keys.length, ...keys, ...args);
  } catch {
    throw unavailable();
  }
}

/** Returns the data of a session, undefined if the id opens none. */
export async function load(id) {
  if (!id) return undefined;
  const [flat, generation] = await script(LOAD, [keyOf(id)]);
  const data = {};
  for (let at = 0; at < flat.length; at += 2) data[flat[at]] = flat[at + 1];
  if (flat.length === 0 || (data.user && (data.generation !== generation || Date.now() > Number(data.ends))))
    return undefined;
  return data;
}

/** Sets fields of a guest's or user's session; begins one for a client without a cookie. */
export async function set(request, field, value) {
  if (request.id) {
    if ((await script(SET, [keyOf(request.id)], field, value)) === 0)
      throw new Answer(409, { error: 'The session has ended.' });
    return {};
  }
  const id = newId();
  await script(
    `redis.call('HSET', KEYS[1], unpack(ARGV)) redis.call('EXPIRE', KEYS[1], ${IDLE})`,
    [keyOf(id)],
    field,
    value,
  );
  request.setCookie(id);
  return {};
}

export const handlers = {
  'POST /write': (request) => set(request, `key ${request.key}`, request.body.value),
  'POST /add': (request) => set(request, `item ${newId()}`, request.body.value),
  'GET /read': async ({ id }) => (await load(id)) ?? {},
  'GET /me': async ({ id }) => {
    const user = (await load(id))?.user;
    if (!user) throw new Answer(401);
    return { user };
  },
  'POST /login': async ({ id = newId(), body: { user }, setCookie }) => {
    const next = newId();
    await script(RENEW, [keyOf(id), keyOf(next), generationOf(user)], user, endsAt());
    setCookie(next);
    return { user };
  },
  'POST /logout': async ({ id, setCookie }) => {
    if (id) await script(`return redis.call('DEL', KEYS[1])`, [keyOf(id)]);
    setCookie('');
  },
  'POST /logout-everywhere': async ({ id, setCookie }) => {
    const user = (await load(id))?.user;
    if (!user) throw new Answer(401);
    await script(`return redis.call('INCR', KEYS[1])`, [generationOf(user)]);
    setCookie('');
  },
};

/** Serves the sound application with some of its handlers replaced. */
export const serveWith = (replaced = {}, attributes) => serve({ ...handlers, ...replaced }, attributes);
