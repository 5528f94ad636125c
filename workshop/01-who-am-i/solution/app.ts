import 'reflect-metadata';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Body, Controller, Get, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

/** The same on every replica. In production it comes from the environment. */
const SECRET = process.env.SECRET ?? 'for the workshop alone';

@Controller()
class NameController {
  @Post('name')
  tell(@Body() { name }: { name: string }, @Res({ passthrough: true }) response: Response) {
    const value = Buffer.from(name).toString('base64url');
    // The visitor carries it, and cannot change it.
    response.cookie('visitor', `${value}.${sign(value)}`, { httpOnly: true, sameSite: 'lax' });
    return { name };
  }

  @Get('name')
  who(@Req() request: Request) {
    const [value = '', signature = ''] = (cookieOf(request, 'visitor') ?? '').split('.');
    return { name: isSigned(value, signature) ? Buffer.from(value, 'base64url').toString() : null };
  }
}

function sign(value: string): string {
  return createHmac('sha256', SECRET).update(value).digest('base64url');
}

function isSigned(value: string, signature: string): boolean {
  const [given, right] = [Buffer.from(signature), Buffer.from(sign(value))];
  return given.length === right.length && timingSafeEqual(given, right);
}

@Module({ controllers: [NameController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
