import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';

/**
 * Marks a route as acting once per `Idempotency-Key`: a retry, on any replica, gets the first answer
 * (draft-ietf-httpapi-idempotency-key-header). For handlers that return JSON. What must happen with every answer, the
 * repeated one too, belongs into an interceptor around it: `@UseInterceptors(Around, IdempotencyInterceptor)`.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(UseInterceptors(IdempotencyInterceptor));
}
