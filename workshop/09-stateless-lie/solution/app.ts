import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Headers, Module, Post, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { jwtVerify, SignJWT } from 'jose';

const redis = new Redis(process.env.REDIS_URL!);

const SECRET = new TextEncoder().encode(
  process.env.SECRET ?? 'for the workshop alone, and at least 32 bytes',
);
const LIFETIME_SECONDS = Number(process.env.TOKEN_SECONDS ?? 300);

@Controller()
class AccountController {
  @Post('login')
  async login(@Body() { user }: { user: string }) {
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(user)
      .setJti(randomUUID())
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(SECRET);
    return { token };
  }

  @Get('me')
  async me(@Headers('authorization') authorization = '') {
    return { user: (await verify(authorization)).sub };
  }

  @Post('logout')
  async logout(@Headers('authorization') authorization = '') {
    const { jti, exp = 0 } = await verify(authorization);
    // Remembered for as long as the token could still be used, and not longer.
    await redis.set(`revoked:${jti}`, 1, 'EXAT', exp + 1);
    return {};
  }
}

async function verify(authorization: string) {
  let payload;
  try {
    // The algorithm is ours to choose, never the token's.
    ({ payload } = await jwtVerify(authorization.slice('Bearer '.length), SECRET, { algorithms: ['HS256'] }));
  } catch {
    throw new UnauthorizedException();
  }
  if (await redis.exists(`revoked:${payload.jti}`)) throw new UnauthorizedException();
  return payload;
}

@Module({ controllers: [AccountController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
