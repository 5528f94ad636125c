import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
  Body,
  Controller,
  Get,
  Module,
  Post,
  Req,
  Res,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Redis } from 'ioredis';

/** An answer within 250 ms, or an error; and back soon. */
const redis = new Redis(process.env.REDIS_URL!, {
  commandTimeout: 250,
  connectTimeout: 500,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempt) => Math.min(attempt * 50, 500),
});
redis.on('error', () => undefined);

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
  async me(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    let user: string | null;
    try {
      user = await redis.get(`session:${cookieOf(request, 'session') ?? ''}`);
    } catch {
      // Whether they are signed in cannot be known: not a guest, and not an error of theirs.
      response.setHeader('Retry-After', '1');
      throw new ServiceUnavailableException();
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
