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
    await redis.set(`session:${id}`, user, 'EX', 1800).catch(unavailable);
    response.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
    return { user };
  }

  @Get('me')
  async me(@Req() request: Request) {
    const user = await redis.get(`session:${cookieOf(request, 'session') ?? ''}`).catch(unavailable);
    if (!user) throw new UnauthorizedException();
    return { user };
  }
}

/** Whether they are signed in cannot be known: not a guest, and not an error of theirs. */
function unavailable(): never {
  throw new ServiceUnavailableException(
    "We can't load or save your session right now. Try again in a moment.",
  );
}

@Module({ controllers: [AccountController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
