import type { IdempotentRequest } from './idempotency.options.js';

/**
 * Method and route pattern of a request, as its router knows them: `POST /orders/:shop`. They name an operation better than
 * the handler does: two classes may share a name, and one handler may serve two paths.
 */
export function routeOf({ method, routeOptions, route, baseUrl = '' }: IdempotentRequest): [string, string] {
  return [method, routeOptions?.url ?? `${baseUrl}${String(route?.path)}`];
}
