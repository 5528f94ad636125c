import type { Cluster, Redis } from 'ioredis';

/**
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
const createScript = `${prelude}
local absolute = now + tonumber(ARGV[3])
local header = write(KEYS[1], 1, string.format('%d', now), absolute, ARGV[1], ARGV[2])
if ARGV[4] ~= '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  redis.call('ZADD', KEYS[2], absolute, ARGV[4])
  redis.call('PEXPIREAT', KEYS[2], math.max(absolute, redis.call('PEXPIRETIME', KEYS[2])))
end
return { header, now }
`;

/** KEYS record, index · ARGV version, payload, idle ms → [1, header, now], [0, current value, now] or [-1]. */
const commitScript = `${prelude}
local record = read(KEYS[1])
if not record then return { -1 } end
if record.version ~= tonumber(ARGV[1]) then return { 0, record.value, now } end
local header = write(KEYS[1], record.version + 1, record.created, record.absolute, ARGV[2], ARGV[3])
if not header then return { -1 } end
return { 1, header, now }
`;

/** KEYS record, index · ARGV idle ms → now. */
const touchScript = `${prelude}
local record = read(KEYS[1])
if record then write(KEYS[1], record.version, record.created, record.absolute, string.sub(record.value, record.at), ARGV[1]) end
return now
`;

/** KEYS record, index · ARGV version or '', hash → [0, current value, now], [1] where it was ended, or [-1]. */
const destroyScript = `${prelude}
if ARGV[1] ~= '' then
  local record = read(KEYS[1])
  if record and record.version ~= tonumber(ARGV[1]) then return { 0, record.value, now } end
end
redis.call('ZREM', KEYS[2], ARGV[2])
return { redis.call('DEL', KEYS[1]) == 1 and 1 or -1 }
`;

/** KEYS index · ARGV the record keys' common beginning, hash to keep or '' → how many ended. */
const destroyAllScript = `
local ended = 0
for _, hash in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if hash ~= ARGV[2] then
    ended = ended + redis.call('DEL', ARGV[1] .. hash)
    redis.call('ZREM', KEYS[1], hash)
  end
end
return ended
`;

type Argument = Buffer | string | number;
type Script = (...keysAndArguments: Argument[]) => Promise<(Buffer | number | null)[]>;

/** The session commands as ioredis defines them: EVALSHA, with EVAL once per connection. */
export interface SessionCommands {
  sessionCreateBuffer: Script;
  sessionCommitBuffer: Script;
  sessionTouchBuffer: Script;
  sessionDestroyBuffer: Script;
  sessionDestroyAll: (index: string, records: string, except: string) => Promise<number>;
}

/** Defines the session commands on a connection. */
export function defineSessionCommands<T extends Redis | Cluster>(redis: T): T & SessionCommands {
  redis.defineCommand('sessionCreate', { numberOfKeys: 2, lua: createScript });
  redis.defineCommand('sessionCommit', { numberOfKeys: 2, lua: commitScript });
  redis.defineCommand('sessionTouch', { numberOfKeys: 2, lua: touchScript });
  redis.defineCommand('sessionDestroy', { numberOfKeys: 2, lua: destroyScript });
  redis.defineCommand('sessionDestroyAll', { numberOfKeys: 1, lua: destroyAllScript });
  return redis as T & SessionCommands;
}
