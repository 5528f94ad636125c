/**
 * The Lua scripts of the Redis store: one round trip and one atomic step each. Times come from Redis alone, so that
 * replicas with different clocks agree.
 *
 * A family is a hash. Its `link:<digest>` fields lead from a rotated token to its successor: "<first use of the successor, ms, or 0>
 * <digest of the successor> <successor, sealed>". A link ends with the grace after that first use.
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
 * KEYS family, index · ARGV family id, presented digest, digest of its proof, successor digest, sealed successor, grace ms, idle ms,
 * replica. Returns the outcome, the family's fields, and the sealed successors of a token that is reissued.
 */
export const ROTATE_FAMILY = `${NOW}
local family = redis.call('HGETALL', KEYS[1])
if #family == 0 then return {'unknown'} end
local presented, grace, idle = ARGV[2], tonumber(ARGV[6]), tonumber(ARGV[7])
local fields, links, linkCount = {}, {}, 0
for i = 1, #family, 2 do
  local digest = string.match(family[i], '^link:(.*)$')
  if digest then
    local usedAt, nextDigest, sealed = string.match(family[i + 1], '^(%d+) (%S+) (%S+)$')
    if usedAt ~= '0' and now - tonumber(usedAt) > grace then
      redis.call('HDEL', KEYS[1], family[i])
    else
      links[digest] = { nextDigest, sealed }
      linkCount = linkCount + 1
    end
  else
    fields[family[i]] = family[i + 1]
  end
end
local function stayAlive()
  redis.call('PEXPIREAT', KEYS[1], math.min(now + idle, tonumber(fields.expiresAt)))
end
if presented == fields.current then
  local previous = fields.previous and links[fields.previous]
  -- Bounds the record against a client that refreshes in a loop.
  if linkCount >= 16 then
    for digest in pairs(links) do redis.call('HDEL', KEYS[1], 'link:' .. digest) end
  end
  -- The presented token is used for the first time: from now on the one before it has the grace.
  if previous then
    redis.call('HSET', KEYS[1], 'link:' .. fields.previous, string.format('%d %s %s', now, previous[1], previous[2]))
  end
  redis.call('HSET', KEYS[1], 'current', ARGV[4], 'previous', presented, 'lastSeenAt', now, 'replica', ARGV[8],
    'link:' .. presented, string.format('0 %s %s', ARGV[4], ARGV[5]))
  stayAlive()
  return {'rotated', family}
end
local sealedSuccessors, link, reached = {}, links[presented], nil
while link do
  sealedSuccessors[#sealedSuccessors + 1] = link[2]
  reached = link[1]
  link = links[reached]
end
if reached then
  -- A link on the way was dropped: what can be reached has been used up.
  if reached ~= fields.current then return {'unknown'} end
  stayAlive()
  return {'reissued', family, sealedSuccessors}
end
-- Anyone can send a secret of their own with a family id from a list of sessions: without the proof it was never a token.
if ARGV[3] ~= fields.proof then return {'unknown'} end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return {'reuseDetected', family}`;

/** KEYS family, index · ARGV family id, digest of the proof or ''. Returns how many families ended: 0 or 1. */
export const END_FAMILY = `
if ARGV[2] ~= '' and redis.call('HGET', KEYS[1], 'proof') ~= ARGV[2] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])`;

/** The prefix of the family keys, from KEYS[1], the index: the client may have put a prefix of its own before it. */
const FAMILY_PREFIX = `
local prefix = string.gsub(KEYS[1], 'families$', 'family:')`;

/**
 * KEYS index · ARGV the id to spare or ''. Returns the ids that ended.
 * The keys built here have the index's hash tag, so they are in its Cluster slot.
 */
export const END_ALL_FAMILIES = `${FAMILY_PREFIX}
local ended = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if id ~= ARGV[1] then
    redis.call('DEL', prefix .. id)
    redis.call('ZREM', KEYS[1], id)
    ended[#ended + 1] = id
  end
end
return ended`;

/** KEYS index. Returns pairs of id and fields; removes those that expired from the index. */
export const LIST_FAMILIES = `${FAMILY_PREFIX}
local found = {}
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, -1)) do
  local family = redis.call('HGETALL', prefix .. id)
  if #family == 0 then
    redis.call('ZREM', KEYS[1], id)
  else
    found[#found + 1] = { id, family }
  end
end
return found`;
