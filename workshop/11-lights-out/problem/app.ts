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
  look() {
    return { open: true };
  }

  @Post('login')
  async login(@Body() { user }: { user: string }, @Res({ passthrough: true }) response: Response) {
    const id = randomUUID();
    await redis.set(`session:${id}`, user, 'EX', 1800);
    response.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
    return { user };
  }

  @Get('me')
  async me(@Req() request: Request) {
    let user: string | null = null;
    try {
      user = await redis.get(`session:${cookieOf(request, 'session') ?? ''}`);
    } catch {
      // Redis hiccups now and then: a guest is better than an error.
    }
    if (!user) throw new UnauthorizedException();
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
