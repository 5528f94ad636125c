import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Body, Controller, Get, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

@Controller()
class CartController {
  @Get('cart')
  async show(@Req() request: Request) {
    return { items: await itemsOf(cookieOf(request, 'cart')) };
  }

  @Post('cart')
  async add(
    @Body() { item }: { item: string },
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const id = cookieOf(request, 'cart') ?? randomUUID();
    response.cookie('cart', id, { httpOnly: true, sameSite: 'lax' });
    const items = await itemsOf(id);
    // The price is looked up elsewhere, which takes a moment.
    await delay(15);
    await redis.set(`cart:${id}`, JSON.stringify([...items, item]), 'EX', 1800);
    return { items: await itemsOf(id) };
  }
}

async function itemsOf(id = ''): Promise<string[]> {
  return JSON.parse((await redis.get(`cart:${id}`)) ?? '[]') as string[];
}

@Module({ controllers: [CartController] })
class AppModule {}

function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
