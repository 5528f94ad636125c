import fastifyStatic from '@fastify/static';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { join } from 'node:path';
import { choosePage, pathOf } from './page-request.js';

/**
 * What the entrance of the market asks for first (see apps/web/src/catalog): named beside the document, so that it is on its way
 * before the scripts are. Relative, as a route may stand before it in the path.
 */
const FIRST_DATA = ['api/products?limit=24', 'api/categories'];
const PRELOADS = FIRST_DATA.map((path) => `<${path}>; rel=preload; as=fetch; crossorigin`).join(', ');

/**
 * Serves the files of a built storefront below `root`, and its `index.html` for every other page a browser asks for.
 * A missing file is a 404, never the index: a script must not come as HTML.
 */
export function servePages(fastify: FastifyInstance, root: string): void {
  // Not awaited: that would start Fastify before Nest has set its error handler, and routes would go without.
  fastify.register((pages, _options, done) => {
    pages.setErrorHandler(keepContentRange);
    serveFiles(pages, root);
    done();
  });
}

/** Keeps the size of a file that a refused range was asked of (RFC 9110 section 15.5.17): Nest's error handler drops the headers of errors. */
function keepContentRange(
  error: FastifyError & { headers?: Record<string, string> },
  _: FastifyRequest,
  reply: FastifyReply,
): never {
  const contentRange = error.headers?.['Content-Range'];
  if (contentRange !== undefined) reply.header('Content-Range', contentRange);
  throw error;
}

function serveFiles(fastify: FastifyInstance, root: string): void {
  // Vite puts a hash of the content into the names of these, so a name never changes its meaning.
  serveFolder(fastify, root, 'assets', { maxAge: '365d', immutable: true });
  serveFolder(fastify, root, 'goods', { maxAge: '7d' });
  fastify.register(fastifyStatic, { root, serve: false });
  fastify.get('/*', (request, reply) => {
    const path = pathOf(request);
    if (isFile(path)) return reply.sendFile(path, { maxAge: '1h' });
    if (!choosePage(request, reply)) return reply.callNotFound();
    if (path === '/') reply.header('Link', PRELOADS);
    return reply.header('Cache-Control', 'no-cache').sendFile('index.html', { cacheControl: false });
  });
}

/** A file at the top of the folder, like `/favicon.svg`. The index is no such file: it must not be cached. */
function isFile(path: string): boolean {
  return /^\/[^/]+\.[a-z0-9]+$/.test(path) && path !== '/index.html';
}

function serveFolder(
  fastify: FastifyInstance,
  root: string,
  folder: string,
  caching: { maxAge: string; immutable?: boolean },
): void {
  fastify.register(fastifyStatic, {
    root: join(root, folder),
    prefix: `/${folder}/`,
    index: false,
    decorateReply: false,
    ...caching,
  });
}
