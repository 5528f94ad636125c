import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { Body, Controller, HttpCode, Module, Post, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

const REFRESH_SECONDS = 1800;
const GRACE_MS = Number(process.env.GRACE_MS ?? 10_000);

/**
 * KEYS family · ARGV token, its successor, grace in ms, life in s → the user and the token that counts now, or nothing. One
 * step for Redis: of parallel requests one rotates, and the others get the same successor.
 */
const ROTATE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local family = redis.call('HMGET', KEYS[1], 'user', 'current', 'previous', 'rotatedAt')
local user, current, previous, rotatedAt = family[1], family[2], family[3], family[4]
if not user then return nil end
if ARGV[1] == current then
  redis.call('HSET', KEYS[1], 'current', ARGV[2], 'previous', current, 'rotatedAt', now, 'used:' .. current, 1)
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  return { user, ARGV[2] }
end
if ARGV[1] == previous and now - rotatedAt <= tonumber(ARGV[3]) then return { user, current } end
if redis.call('HEXISTS', KEYS[1], 'used:' .. ARGV[1]) == 1 then redis.call('DEL', KEYS[1]) end
return nil`;

@Controller()
class TokenController {
  @Post('login')
  async login(@Body() { user }: { user: string }) {
    const family = randomBytes(16).toString('base64url');
    const refresh = tokenOf(family);
    await redis.hset(`family:${family}`, { user, current: refresh });
    await redis.expire(`family:${family}`, REFRESH_SECONDS);
    return { user, refresh };
  }

  @Post('refresh')
  @HttpCode(200)
  async refresh(@Body() { refresh }: { refresh: string }) {
    const [family = ''] = refresh.split('.');
    const successor = tokenOf(family);
    const answer = await redis.eval(
      ROTATE,
      1,
      `family:${family}`,
      refresh,
      successor,
      GRACE_MS,
      REFRESH_SECONDS,
    );
    if (!answer) throw new UnauthorizedException();
    const [user, next] = answer as [string, string];
    return { user, refresh: next };
  }
}

/** The family stands in front, so that a token leads to it; what comes behind is the secret. */
function tokenOf(family: string): string {
  return `${family}.${randomBytes(32).toString('base64url')}`;
}

@Module({ controllers: [TokenController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
