import { RedisScript } from './redis-script.js';

/*
 * A record is one string: `version|createdAt|touchedAt|expiresAt|absoluteExpiresAt|payload`, times in ms by Redis's clock. Each
 * script is one round trip and touches keys of one `{tag}`, so of one Cluster slot.
 */
const prelude = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function read(key)
  local value = redis.call('GET', key)
  if not value then return nil end
  local version, created, absolute, at = string.match(value, '^(%d+)|(%d+)|%d+|%d+|(%d+)|()')
  if not version then return nil end
  return { value = value, version = tonumber(version), created = created, absolute = tonumber(absolute), at = at }
end
local function write(key, version, created, absolute, payload, idle)
  local ttl = math.min(tonumber(idle), absolute - now)
  if ttl < 1 then redis.call('DEL', key) return false end
  local header = string.format('%d|%s|%d|%d|%d|', version, created, now, now + ttl, absolute)
  redis.call('SET', key, header .. payload, 'PX', ttl)
  return header
end
`;

/** KEYS record, index · ARGV payload, idle ms, absolute ms, hash or '' → header. */
export const createScript = new RedisScript(`${prelude}
local absolute = now + tonumber(ARGV[3])
local header = write(KEYS[1], 1, string.format('%d', now), absolute, ARGV[1], ARGV[2])
if ARGV[4] ~= '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  redis.call('ZADD', KEYS[2], absolute, ARGV[4])
  redis.call('PEXPIREAT', KEYS[2], math.max(absolute, redis.call('PEXPIRETIME', KEYS[2])))
end
return header
`);

/** KEYS record · ARGV version, idle ms, payload → header, or [current value] on a conflict, or nil where it is gone. */
export const commitScript = new RedisScript(`${prelude}
local record = read(KEYS[1])
if not record then return false end
if record.version ~= tonumber(ARGV[1]) then return { record.value } end
return write(KEYS[1], record.version + 1, record.created, record.absolute, ARGV[3], ARGV[2])
`);

/** KEYS record · ARGV idle ms. */
export const touchScript = new RedisScript(`${prelude}
local record = read(KEYS[1])
if record then write(KEYS[1], record.version, record.created, record.absolute, string.sub(record.value, record.at), ARGV[1]) end
`);

/** KEYS record, index · ARGV version or '', hash → [current value] on a conflict, or how many ended. */
export const destroyScript = new RedisScript(`${prelude}
if ARGV[1] ~= '' then
  local record = read(KEYS[1])
  if record and record.version ~= tonumber(ARGV[1]) then return { record.value } end
end
redis.call('ZREM', KEYS[2], ARGV[2])
return redis.call('DEL', KEYS[1])
`);

/** KEYS index · ARGV hash to keep or '' → how many ended. The records' names follow from the index's, its prefix included. */
export const destroyAllScript = new RedisScript(`
local records = string.gsub(KEYS[1], 'u:({[^{}]*})$', 's:%1:')
local ended = 0
for _, hash in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if hash ~= ARGV[1] then
    ended = ended + redis.call('DEL', records .. hash)
    redis.call('ZREM', KEYS[1], hash)
  end
end
return ended
`);
