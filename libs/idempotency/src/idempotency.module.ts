import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { ConfigurableModuleClass, IDEMPOTENCY_OPTIONS } from './idempotency.module-definition.js';
import { IdempotentRoutes } from './idempotent-routes.js';

/**
 * Lets routes be marked `@Idempotent()`: import it once by `IdempotencyModule.forRoot({ store, scopeOf })` or
 * `forRootAsync`. Global unless `isGlobal: false`. Works on Fastify and on Express. The start fails if a marked route cannot be repeated.
 */
@Module({
  imports: [DiscoveryModule],
  providers: [IdempotencyInterceptor, IdempotentRoutes],
  exports: [IdempotencyInterceptor, IDEMPOTENCY_OPTIONS],
})
export class IdempotencyModule extends ConfigurableModuleClass {}
