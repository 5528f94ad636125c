import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { Body, Controller, HttpCode, Module, Post, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

const REFRESH_SECONDS = 1800;

@Controller()
class TokenController {
  @Post('login')
  async login(@Body() { user }: { user: string }) {
    return { user, refresh: await issue(user) };
  }

  @Post('refresh')
  @HttpCode(200)
  async refresh(@Body() { refresh }: { refresh: string }) {
    // Each token counts once.
    const user = await redis.getdel(`refresh:${refresh}`);
    if (!user) throw new UnauthorizedException();
    return { user, refresh: await issue(user) };
  }
}

async function issue(user: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await redis.set(`refresh:${token}`, user, 'EX', REFRESH_SECONDS);
  return token;
}

@Module({ controllers: [TokenController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
