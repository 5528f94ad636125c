import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Module, Post, Req, Res, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

interface Session {
  user: string;
  email: string;
}

@Controller()
class AccountController {
  @Post('login')
  async login(@Body() { user, email }: Session, @Res({ passthrough: true }) response: Response) {
    const id = randomUUID();
    await redis.set(`session:${id}`, JSON.stringify({ user, email }), 'EX', 1800);
    response.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
    return { user };
  }

  @Get('me')
  async me(@Req() request: Request) {
    const session = await redis.get(`session:${cookieOf(request, 'session') ?? ''}`);
    if (!session) throw new UnauthorizedException();
    return JSON.parse(session) as Session;
  }
}

@Module({ controllers: [AccountController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
