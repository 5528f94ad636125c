import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';

/** Argument of a script. */
export type ScriptArgument = Buffer | string | number;

/** ioredis makes these methods for every command; its types have them for every command but these two. */
interface ScriptCommands {
  evalshaBuffer(hash: string, keys: number, ...keysAndArguments: ScriptArgument[]): Promise<ScriptReply>;
  evalBuffer(lua: string, keys: number, ...keysAndArguments: ScriptArgument[]): Promise<ScriptReply>;
}

/** Reply of a script: a string, a number, a list of both, or nothing. */
export type ScriptReply = Buffer | number | null | readonly (Buffer | number | null)[];

/**
 * A Lua script that Redis runs as one step. It is sent by its hash, and in full only to a server that does not know it. It is
 * not one of ioredis's defined commands: ioredis copies these onto every pipeline that it makes.
 */
export class RedisScript {
  private readonly hash: string;

  constructor(private readonly lua: string) {
    this.hash = createHash('sha1').update(lua).digest('hex');
  }

  /**
   * Runs the script.
   * @param keys all keys that it touches, of one Cluster slot
   * @throws what ioredis throws
   */
  async run(redis: Redis | Cluster, keys: readonly string[], args: readonly ScriptArgument[]) {
    const commands = redis as unknown as ScriptCommands;
    try {
      return await commands.evalshaBuffer(this.hash, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return commands.evalBuffer(this.lua, keys.length, ...keys, ...args);
    }
  }
}

/*
 * A record is one string: `version|createdAt|touchedAt|expiresAt|absoluteExpiresAt|payload`, times in ms by Redis's clock. Each
 * script is one round trip and touches keys of one `{tag}`, so of one Cluster slot. Commands are those of Redis 6.2.
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
  -- Read after the SET, so that Redis tracks the key for a near cache that writes it.
  redis.call('PTTL', key)
  return header
end
`;

/**
 * KEYS record, index · ARGV payload, idle ms, absolute ms, hash or '', createdAt or '', absoluteExpiresAt or '' → header, or
 * nil if the session that it continues has expired.
 */
export const createScript = new RedisScript(`${prelude}
local created, absolute = string.format('%d', now), now + tonumber(ARGV[3])
if ARGV[5] ~= '' then created, absolute = ARGV[5], tonumber(ARGV[6]) end
local header = write(KEYS[1], 1, created, absolute, ARGV[1], ARGV[2])
if header and ARGV[4] ~= '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  redis.call('ZADD', KEYS[2], absolute, ARGV[4])
  if now + redis.call('PTTL', KEYS[2]) < absolute then redis.call('PEXPIREAT', KEYS[2], absolute) end
end
return header
`);

/** KEYS record · ARGV version, idle ms, payload → header, or [current value] on a conflict, or nil if it is gone. */
export const compareAndSetScript = new RedisScript(`${prelude}
local record = read(KEYS[1])
if not record then return false end
if record.version ~= tonumber(ARGV[1]) then return { record.value } end
return write(KEYS[1], record.version + 1, record.created, record.absolute, ARGV[3], ARGV[2])
`);

/** KEYS record · ARGV idle ms, version or ''. */
export const touchScript = new RedisScript(`${prelude}
local record = read(KEYS[1])
if record and (ARGV[2] == '' or record.version == tonumber(ARGV[2])) then
  write(KEYS[1], record.version, record.created, record.absolute, string.sub(record.value, record.at), ARGV[1])
end
`);

/** KEYS record, index · ARGV version or '', hash → [current value] on a conflict, or the number of records removed. */
export const destroyScript = new RedisScript(`${prelude}
if ARGV[1] ~= '' then
  local record = read(KEYS[1])
  if record and record.version ~= tonumber(ARGV[1]) then return { record.value } end
end
redis.call('ZREM', KEYS[2], ARGV[2])
return redis.call('DEL', KEYS[1])
`);

/**
 * KEYS index · ARGV hash to keep or '' → the number of records removed. The names of the records follow from the index's, its
 * prefix included.
 */
export const destroyAllScript = new RedisScript(`
local records = string.gsub(KEYS[1], 'u:({[^{}]*})$', 's:%1:')
local removed = 0
for _, hash in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if hash ~= ARGV[1] then
    removed = removed + redis.call('DEL', records .. hash)
    redis.call('ZREM', KEYS[1], hash)
  end
end
return removed
`);
