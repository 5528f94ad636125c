import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Module, Post, Req, Res, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

const IDLE_SECONDS = Number(process.env.IDLE_SECONDS ?? 1800);

@Controller()
class AccountController {
  @Post('login')
  async login(@Body() { user }: { user: string }, @Res({ passthrough: true }) response: Response) {
    const id = randomUUID();
    await redis.set(`session:${id}`, JSON.stringify({ user }), 'EX', IDLE_SECONDS);
    response.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
    return { user };
  }

  @Get('me')
  async me(@Req() request: Request) {
    const key = `session:${cookieOf(request, 'session') ?? ''}`;
    const session = await redis.get(key);
    if (!session) throw new UnauthorizedException();
    // Used: it lives on for another while.
    await redis.set(key, session, 'EX', IDLE_SECONDS);
    return JSON.parse(session) as { user: string };
  }
}

@Module({ controllers: [AccountController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
