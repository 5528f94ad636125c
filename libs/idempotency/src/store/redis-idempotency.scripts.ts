import type { Cluster, Redis } from 'ioredis';

/** KEYS record · ARGV fingerprint, token, lease ms, keep ms → [outcome, answer?]. */
const claimScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local record = redis.call('HMGET', KEYS[1], 'fingerprint', 'leaseUntil', 'answer')
if record[1] then
  if record[1] ~= ARGV[1] then return { 'reused' } end
  if record[3] then return { 'answered', record[3] } end
  if tonumber(record[2]) > now then return { 'running' } end
end
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'token', ARGV[2], 'leaseUntil', now + ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 'claimed' }
`;

/** KEYS record · ARGV token, answer, keep ms → 1 where it was kept. */
const answerScript = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'answer', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

/** KEYS record · ARGV token → 1 where it was released. */
const releaseScript = `
local record = redis.call('HMGET', KEYS[1], 'token', 'answer')
if record[1] ~= ARGV[1] or record[2] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/** The commands as ioredis defines them: EVALSHA, with EVAL once per connection. */
export interface IdempotencyCommands {
  idempotencyClaim(
    record: string,
    fingerprint: string,
    token: string,
    leaseMs: number,
    keepMs: number,
  ): Promise<[string, string?]>;
  idempotencyAnswer(record: string, token: string, answer: string, keepMs: number): Promise<number>;
  idempotencyRelease(record: string, token: string): Promise<number>;
}

/** Defines the commands on a connection. */
export function defineIdempotencyCommands<T extends Redis | Cluster>(redis: T): T & IdempotencyCommands {
  redis.defineCommand('idempotencyClaim', { numberOfKeys: 1, lua: claimScript });
  redis.defineCommand('idempotencyAnswer', { numberOfKeys: 1, lua: answerScript });
  redis.defineCommand('idempotencyRelease', { numberOfKeys: 1, lua: releaseScript });
  return redis as T & IdempotencyCommands;
}
