import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

/** Who is who, by the id in their cookie. */
const names = new Map<string, string>();

@Controller()
class NameController {
  @Post('name')
  tell(@Body() { name }: { name: string }, @Res({ passthrough: true }) response: Response) {
    const id = randomUUID();
    names.set(id, name);
    response.cookie('visitor', id, { httpOnly: true, sameSite: 'lax' });
    return { name };
  }

  @Get('name')
  who(@Req() request: Request) {
    return { name: names.get(cookieOf(request, 'visitor') ?? '') ?? null };
  }
}

@Module({ controllers: [NameController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
