import type { FastifyReply, FastifyRequest } from 'fastify';

/** Paths that belong to the application: an unknown one is its 404, never a page. */
const APPLICATION = /^\/(api|health|metrics|\.well-known)(\/|$)/;

/** The path of a request without its query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}

/**
 * Returns whether a page is asked for, which the storefront then draws by its own routes; `/` is one whatever is accepted.
 * Where `Accept` decides, the response says so (RFC 9110 section 12.5.5).
 */
export function choosePage(request: FastifyRequest, reply: FastifyReply): boolean {
  const path = pathOf(request);
  if (path === '/') return true;
  if (APPLICATION.test(path)) return false;
  void reply.header('Vary', 'Accept');
  return (request.headers.accept ?? '').includes('text/html');
}
