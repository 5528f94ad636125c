// An application with access and refresh tokens: each refresh token works once, and again until its successor was used.
import { Answer, newId, redis, script, serveWith } from './sound.mjs';

const ROTATE = `local current = redis.call('HGET', KEYS[1], 'current')
  if current == ARGV[1] then
    redis.call('HSET', KEYS[1], 'previous', current, 'current', ARGV[2])
    return ARGV[2]
  end
  if current and redis.call('HGET', KEYS[1], 'previous') == ARGV[1] then return current end
  redis.call('DEL', KEYS[1])
  return false`;

export const familyOf = (token) => `family:${token.split('.')[0]}`;

async function issue(user) {
  const family = newId();
  const token = `${family}.${newId()}`;
  await script(
    `return redis.call('HSET', KEYS[1], unpack(ARGV))`,
    [familyOf(token)],
    'user',
    user,
    'current',
    token,
  );
  return { refreshToken: token, accessToken: family };
}

/** Serves the tokens, with the script of the rotation replaced. */
export const serveTokens = (rotate = ROTATE, replaced = {}) =>
  serveWith({
    'POST /login': ({ body: { user } }) => issue(user),
    'POST /refresh': async ({ body: { token } }) => {
      const next = await script(rotate, [familyOf(token)], token, `${token.split('.')[0]}.${newId()}`);
      if (!next) throw new Answer(401);
      return { refreshToken: next };
    },
    'GET /me': async ({ bearer }) => {
      const user =
        bearer && (await script(`return redis.call('HGET', KEYS[1], 'user')`, [`family:${bearer}`]));
      if (!user) throw new Answer(401);
      return { user };
    },
    'POST /logout': async ({ bearer }) => {
      await redis.del(`family:${bearer}`);
    },
    ...replaced,
  });
