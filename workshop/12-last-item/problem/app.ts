import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Body, ConflictException, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

@Controller()
class StockController {
  @Post('stock')
  async fill(@Body() { count }: { count: number }) {
    await redis.set('stock', count);
    return { left: count };
  }

  @Get('stock')
  async left() {
    return { left: Number(await redis.get('stock')) };
  }

  @Post('buy')
  async buy() {
    const left = Number(await redis.get('stock'));
    if (left <= 0) throw new ConflictException('sold out');
    // The payment, which takes a moment.
    await delay(20);
    await redis.set('stock', left - 1);
    return { order: randomUUID() };
  }
}

@Module({ controllers: [StockController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
