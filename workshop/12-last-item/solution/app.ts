import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  Get,
  Headers,
  Module,
  Post,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL!);

const KEEP_SECONDS = 86_400;

/**
 * KEYS stock, key · ARGV order, seconds → the order of this key, or nothing where all is sold. One step for Redis: nobody
 * comes between the look and the taking, and the key is written with what it stands for.
 */
const BUY = `
local known = redis.call('GET', KEYS[2])
if known then return known end
if tonumber(redis.call('GET', KEYS[1]) or 0) <= 0 then return nil end
redis.call('DECR', KEYS[1])
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return ARGV[1]`;

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
  async buy(@Headers('idempotency-key') key: string | undefined) {
    if (!key) throw new BadRequestException('Send an Idempotency-Key.');
    const order = await redis.eval(BUY, 2, 'stock', `bought:${key}`, randomUUID(), KEEP_SECONDS);
    if (!order) throw new ConflictException('sold out');
    // The payment comes now, under the order's number: a provider takes it once per number.
    return { order };
  }
}

@Module({ controllers: [StockController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(process.env.PORT!, '127.0.0.1');
