// A refresh token works once: the second tab is a thief.
import { serveTokens } from '../tokens.mjs';

serveTokens(`if redis.call('HGET', KEYS[1], 'current') == ARGV[1] then
    redis.call('HSET', KEYS[1], 'current', ARGV[2])
    return ARGV[2]
  end
  redis.call('DEL', KEYS[1])
  return false`);
