/**
 * The Lua scripts of the Redis store: one round trip and one atomic step each. Times come from Redis alone, so that
 * replicas with different clocks agree.
 *
 * A family is a hash; `link:<digest>` fields lead from a token that was rotated within the grace to its successor.
 */

const NOW = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

/** KEYS family, index · ARGV family id, idle ms, absolute ms, then field, value … */
export const CREATE_FAMILY = `${NOW}
local id, idle, absolute = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local expiresAt = now + absolute
redis.call('HSET', KEYS[1], 'createdAt', now, 'lastSeenAt', now, 'expiresAt', expiresAt, unpack(ARGV, 4))
redis.call('PEXPIREAT', KEYS[1], math.min(now + idle, expiresAt))
redis.call('ZADD', KEYS[2], expiresAt, id)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('PEXPIREAT', KEYS[2], redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2])
return 1`;

/**
 * KEYS family, index · ARGV family id, presented digest, successor digest, sealed successor, grace ms, idle ms, replica.
 * Returns the outcome, the family's fields, and the sealed successors of a repetition.
 */
export const ROTATE_FAMILY = `${NOW}
local family = redis.call('HGETALL', KEYS[1])
if #family == 0 then return {'unknown'} end
local fields, links, linkCount = {}, {}, 0
for i = 1, #family, 2 do
  local digest = string.match(family[i], '^link:(.*)$')
  if digest then
    local at, nextDigest, sealed = string.match(family[i + 1], '^(%d+) (%S+) (%S+)$')
    if now - tonumber(at) > tonumber(ARGV[5]) then
      redis.call('HDEL', KEYS[1], family[i])
    else
      links[digest] = { nextDigest, sealed }
      linkCount = linkCount + 1
    end
  else
    fields[family[i]] = family[i + 1]
  end
end
if ARGV[2] == fields.current then
  -- Bounds the record against a client that refreshes in a loop.
  if linkCount >= 16 then
    for digest in pairs(links) do redis.call('HDEL', KEYS[1], 'link:' .. digest) end
  end
  redis.call('HSET', KEYS[1], 'current', ARGV[3], 'lastSeenAt', now, 'replica', ARGV[7],
    'link:' .. ARGV[2], string.format('%d %s %s', now, ARGV[3], ARGV[4]))
  redis.call('PEXPIREAT', KEYS[1], math.min(now + tonumber(ARGV[6]), tonumber(fields.expiresAt)))
  return {'rotated', family}
end
local sealedSuccessors, link = {}, links[ARGV[2]]
while link do
  sealedSuccessors[#sealedSuccessors + 1] = link[2]
  link = links[link[1]]
end
if #sealedSuccessors > 0 then return {'repeated', family, sealedSuccessors} end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return {'replayed', family}`;

/** KEYS family, index · ARGV family id. Returns how many families ended: 0 or 1. */
export const END_FAMILY = `
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])`;

/**
 * KEYS index · ARGV prefix of the family keys, the id to spare or ''. Returns the ids that ended.
 * The keys built here have the index's hash tag, so they are in its Cluster slot.
 */
export const END_ALL_FAMILIES = `
local ended = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if id ~= ARGV[2] then
    redis.call('DEL', ARGV[1] .. id)
    redis.call('ZREM', KEYS[1], id)
    ended[#ended + 1] = id
  end
end
return ended`;

/** KEYS index · ARGV prefix of the family keys. Returns pairs of id and fields; forgets those that expired. */
export const LIST_FAMILIES = `
local found = {}
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, -1)) do
  local family = redis.call('HGETALL', ARGV[1] .. id)
  if #family == 0 then
    redis.call('ZREM', KEYS[1], id)
  else
    found[#found + 1] = { id, family }
  end
end
return found`;
