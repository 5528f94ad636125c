import { Module } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { ConfigurableModuleClass, IDEMPOTENCY_OPTIONS } from './idempotency.module-definition.js';

/**
 * Lets routes be marked `@Idempotent()`: import it once by `IdempotencyModule.forRoot({ store, scopeOf })` or
 * `forRootAsync`. Global unless `isGlobal: false`. Works on Fastify and on Express.
 */
@Module({ providers: [IdempotencyInterceptor], exports: [IdempotencyInterceptor, IDEMPOTENCY_OPTIONS] })
export class IdempotencyModule extends ConfigurableModuleClass {}
