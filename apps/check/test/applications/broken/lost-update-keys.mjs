// Reads the whole session, changes a key, and writes the whole session back.
import { keyOf, load, redis, serveWith, set } from '../sound.mjs';

serveWith({
  'POST /write': async (request) => {
    const before = await load(request.id);
    if (!before) return set(request, `key ${request.key}`, request.body.value);
    const after = { ...before, [`key ${request.key}`]: request.body.value };
    // One transaction, which is of no use: what it writes was read before it.
    await redis.eval(
      `if redis.call('EXISTS', KEYS[1]) == 0 then return end
       redis.call('DEL', KEYS[1]) redis.call('HSET', KEYS[1], unpack(ARGV))`,
      1,
      keyOf(request.id),
      ...Object.entries(after).flat(),
    );
    return {};
  },
});
