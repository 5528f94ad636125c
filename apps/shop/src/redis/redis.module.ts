import { Global, Module } from '@nestjs/common';
import { RedisService } from './redis.service.js';

/** This replica's connections to Redis. */
@Global()
@Module({ providers: [RedisService], exports: [RedisService] })
export class RedisModule {}
