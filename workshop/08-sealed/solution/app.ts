import 'reflect-metadata';
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
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

/** `id:base64` list: the first one seals, all of them open. */
const keys = new Map(
  (process.env.KEYS ?? '').split(',').map((entry): [string, Buffer] => {
    const [id = '', secret = ''] = entry.split(':');
    return [id, Buffer.from(secret, 'base64')];
  }),
);

@Controller()
class AccountController {
  @Post('login')
  async login(@Body() { user, email }: Session, @Res({ passthrough: true }) response: Response) {
    const id = randomBytes(32).toString('base64url');
    await redis.set(nameOf(id), seal(nameOf(id), JSON.stringify({ user, email })), 'EX', 1800);
    response.cookie('session', id, { httpOnly: true, sameSite: 'lax' });
    return { user };
  }

  @Get('me')
  async me(@Req() request: Request) {
    const name = nameOf(cookieOf(request, 'session') ?? '');
    const sealed = await redis.get(name);
    if (!sealed) throw new UnauthorizedException();
    return JSON.parse(open(name, sealed)) as Session;
  }
}

/** The name of a session in the store. The cookie cannot be computed from it. */
function nameOf(id: string): string {
  return `session:${createHash('sha256').update(id).digest('base64url')}`;
}

function seal(name: string, text: string): string {
  const [[keyId, key] = ['', Buffer.alloc(0)]] = keys;
  const iv = randomBytes(12);
  // The name is bound in: a sealed session cannot be moved to another name.
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [keyId, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.');
}

function open(name: string, sealed: string): string {
  const [keyId = '', ...parts] = sealed.split('.');
  const [iv, tag, data] = parts.map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer, Buffer];
  const key = keys.get(keyId);
  if (!key) throw new Error(`There is no key ${keyId} here.`);
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name)).setAuthTag(tag);
  return Buffer.concat([decipher.update(data), decipher.final()]).toString();
}

@Module({ controllers: [AccountController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
