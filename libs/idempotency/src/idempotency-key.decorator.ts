import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { readIdempotencyKey } from './idempotency-key.js';
import type { IdempotentRequest } from './idempotency.options.js';

/**
 * The request's `Idempotency-Key`, for a handler that keeps it as a unique key in the transaction behind the guard.
 * @throws IdempotencyKeyInvalidError
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  readIdempotencyKey(context.switchToHttp().getRequest<IdempotentRequest>().headers['idempotency-key']),
);
