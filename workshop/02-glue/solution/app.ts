import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Controller, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

const hits = new Map<string, number>();

@Controller()
class HitsController {
  @Post('hits')
  hit(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    let id = cookieOf(request, 'visitor');
    if (!id || !hits.has(id)) {
      id = randomUUID();
      response.cookie('visitor', id, { httpOnly: true, sameSite: 'lax' });
    }
    hits.set(id, (hits.get(id) ?? 0) + 1);
    return { hits: hits.get(id) };
  }
}

@Module({ controllers: [HitsController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
