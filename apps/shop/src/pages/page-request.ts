import type { FastifyRequest } from 'fastify';

/** Paths that belong to the application: an unknown one is its 404, never a page. */
const APPLICATION = /^\/(api|health|metrics|\.well-known)(\/|$)/;

/** The path of a request without its query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}

/** Whether a page is asked for, which the storefront then draws by its own routes; `/` is one whatever is accepted. */
export function asksForPage(request: FastifyRequest): boolean {
  const path = pathOf(request);
  if (path === '/') return true;
  return !APPLICATION.test(path) && (request.headers.accept ?? '').includes('text/html');
}
