import type { ExecutionContext } from '@nestjs/common';
import type { IdempotentRequest } from './idempotency.options.js';

// What Nest's `@Version()` and `@Controller({ version })` write (@nestjs/common/constants), the same in Nest 10 to 12.
const VERSION = '__version__';

/**
 * Method, route pattern and version of an operation: `POST /orders/:shop`. They name it better than the handler does: two
 * classes may share a name, and one handler may serve two paths. The version tells routes apart that Nest chooses by a header or a
 * media type.
 */
export function routeOf(
  { method, routeOptions, route, baseUrl = '' }: IdempotentRequest,
  context: Pick<ExecutionContext, 'getHandler' | 'getClass'>,
): string[] {
  const version: unknown =
    Reflect.getMetadata(VERSION, context.getHandler()) ?? Reflect.getMetadata(VERSION, context.getClass());
  const pattern = routeOptions?.url ?? `${baseUrl}${String(route?.path)}`;
  return [method, pattern, ...(version === undefined ? [] : [String(version)])];
}
