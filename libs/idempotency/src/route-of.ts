import type { ExecutionContext } from '@nestjs/common';
import type { IdempotentRequest } from './idempotency.options.js';

// What Nest's `@Version()` and `@Controller({ version, host })` write (@nestjs/common/constants), the same in Nest 10 to 12.
const VERSION = '__version__';
const HOST = 'host';

/**
 * Method, route pattern, version and host of an operation: `POST /orders/:shop`. They name it better than the handler does: two
 * classes may share a name, and one handler may serve two paths. Version and host tell routes of one pattern apart.
 */
export function routeOf(
  { method, routeOptions, route, baseUrl = '' }: IdempotentRequest,
  context: Pick<ExecutionContext, 'getHandler' | 'getClass'>,
): string[] {
  const controller = context.getClass();
  const version: unknown =
    Reflect.getMetadata(VERSION, context.getHandler()) ?? Reflect.getMetadata(VERSION, controller);
  const host: unknown = Reflect.getMetadata(HOST, controller);
  const pattern = routeOptions?.url ?? `${baseUrl}${String(route?.path)}`;
  return [
    method,
    pattern,
    ...(version === undefined ? [] : [String(version)]),
    ...(host === undefined ? [] : [`host ${String(host)}`]),
  ];
}
