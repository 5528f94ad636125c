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
    if (!cookieOf(request, 'session')) {
      const id = randomUUID();
      await redis.hset(`session:${id}`, 'since', Date.now());
      response.cookie('session', id);
    }
    return { open: true };
  }

  @Post('login')
  async login(
    @Body() { user }: { user: string },
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    // A client that sends an id keeps it.
    const id = cookieOf(request, 'session') ?? randomUUID();
    await redis.hset(`session:${id}`, 'user', user);
    await redis.expire(`session:${id}`, 1800);
    response.cookie('session', id);
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

@Module({ controllers: [AccountController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
