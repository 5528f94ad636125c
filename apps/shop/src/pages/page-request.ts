import type { FastifyRequest } from 'fastify';

/** Paths that belong to the application: an unknown one is its 404, never a page. */
const APPLICATION = /^\/(api|health|metrics|\.well-known)(\/|$)/;

/** The path of a request without its query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}

/** Whether a browser asks for a page, which the storefront then draws by its own routes. */
export function asksForPage(request: FastifyRequest): boolean {
  return !APPLICATION.test(pathOf(request)) && (request.headers.accept ?? '').includes('text/html');
}
