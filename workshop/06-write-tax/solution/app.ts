import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Module, Post, Req, Res, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

const IDLE_MS = Number(process.env.IDLE_SECONDS ?? 1800) * 1000;
const ABSOLUTE_MS = Number(process.env.ABSOLUTE_SECONDS ?? 43_200) * 1000;

interface Session {
  user: string;
  endsAt: number;
}

@Controller()
class AccountController {
  @Post('login')
  async login(@Body() { user }: { user: string }, @Res({ passthrough: true }) response: Response) {
    const id = randomUUID();
    const session: Session = { user, endsAt: Date.now() + ABSOLUTE_MS };
    await redis.set(`session:${id}`, JSON.stringify(session), 'PX', Math.min(IDLE_MS, ABSOLUTE_MS));
    response.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
    return { user };
  }

  @Get('me')
  async me(@Req() request: Request) {
    const key = `session:${cookieOf(request, 'session') ?? ''}`;
    const [stored, left] = await Promise.all([redis.get(key), redis.pttl(key)]);
    if (!stored) throw new UnauthorizedException();
    const { user, endsAt } = JSON.parse(stored) as Session;
    const mayLive = Math.min(IDLE_MS, endsAt - Date.now());
    // At most once per quarter of the idle time, never past the end, and without the data: that is one small command.
    if (mayLive - left > IDLE_MS / 4) await redis.pexpire(key, mayLive);
    return { user };
  }
}

@Module({ controllers: [AccountController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
