import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';

/**
 * Marks a route as acting once for each `Idempotency-Key`: a retry, on any replica, gets the first answer
 * (draft-ietf-httpapi-idempotency-key-header). The handler returns its result. One that writes the response itself, by
 * `@Res()` without `passthrough`, is refused at start.
 * @example
 * @Post()
 * @Idempotent()
 * order(@Body() order: NewOrder, @IdempotencyKey() key: string) {
 *   return this.orders.create(order, key);
 * }
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(UseInterceptors(IdempotencyInterceptor));
}
