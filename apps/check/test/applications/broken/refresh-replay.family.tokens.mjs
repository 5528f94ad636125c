// Refuses an old refresh token, and does not ask where it comes from.
import { serveTokens } from '../tokens.mjs';

serveTokens(`local current = redis.call('HGET', KEYS[1], 'current')
  if current == ARGV[1] then
    redis.call('HSET', KEYS[1], 'previous', current, 'current', ARGV[2])
    return ARGV[2]
  end
  if current and redis.call('HGET', KEYS[1], 'previous') == ARGV[1] then return current end
  return false`);
