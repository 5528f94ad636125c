import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Body, Controller, Get, Module, Post, Req, Res, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

interface Session {
  user: string;
  note?: string;
}

@Controller()
class AccountController {
  @Post('login')
  async login(@Body() { user }: { user: string }, @Res({ passthrough: true }) response: Response) {
    const id = randomUUID();
    await redis.set(`session:${id}`, JSON.stringify({ user }), 'EX', 1800);
    response.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
    return { user };
  }

  @Get('me')
  async me(@Req() request: Request) {
    return sessionOf(request);
  }

  @Post('note')
  async note(@Body() { note }: { note: string }, @Req() request: Request) {
    const session = await sessionOf(request);
    // The note is checked for rude words, which takes a moment.
    await delay(150);
    // XX: only if it is still there. A logout that came meanwhile has the last word.
    const written = await redis.set(keyOf(request), JSON.stringify({ ...session, note }), 'EX', 1800, 'XX');
    if (!written) throw new UnauthorizedException();
    return { ...session, note };
  }

  @Post('logout')
  async logout(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    await redis.del(keyOf(request));
    response.clearCookie('session');
    return {};
  }
}

function keyOf(request: Request): string {
  return `session:${cookieOf(request, 'session') ?? ''}`;
}

async function sessionOf(request: Request): Promise<Session> {
  const session = await redis.get(keyOf(request));
  if (!session) throw new UnauthorizedException();
  return JSON.parse(session) as Session;
}

@Module({ controllers: [AccountController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
