import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Module, Post, Req, Res, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

@Controller()
class AccountController {
  @Get()
  async look(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    if (!(await redis.exists(keyOf(request)))) await begin(response, { since: Date.now() });
    return { open: true };
  }

  @Post('login')
  async login(
    @Body() { user }: { user: string },
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    // Whatever id came along: from here on it opens nothing.
    await redis.del(keyOf(request));
    await begin(response, { user });
    return { user };
  }

  @Get('me')
  async me(@Req() request: Request) {
    const user = await redis.hget(keyOf(request), 'user');
    if (!user) throw new UnauthorizedException();
    return { user };
  }
}

function keyOf(request: Request): string {
  return `session:${cookieOf(request, 'session') ?? ''}`;
}

/** Begins a session under an id that nobody but this browser knows. */
async function begin(response: Response, data: Record<string, string | number>): Promise<void> {
  const id = randomUUID();
  await redis.hset(`session:${id}`, data);
  await redis.expire(`session:${id}`, 1800);
  response.cookie('session', id, {
    httpOnly: true,
    sameSite: 'lax',
    secure: process.env.NODE_ENV === 'production',
  });
}

@Module({ controllers: [AccountController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
