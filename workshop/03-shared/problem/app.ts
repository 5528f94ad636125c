import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Module, Post, Req, Res, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

const sessions = new Map<string, string>();

@Controller()
class AccountController {
  @Post('login')
  login(@Body() { user }: { user: string }, @Res({ passthrough: true }) response: Response) {
    const id = randomUUID();
    sessions.set(id, user);
    response.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
    return { user };
  }

  @Get('me')
  me(@Req() request: Request) {
    const user = sessions.get(cookieOf(request, 'session') ?? '');
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
