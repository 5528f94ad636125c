import type { FastifyInstance } from 'fastify';
import { choosePage } from './page-request.js';

const NOTICE = `The pages of the shop are not built.

Run this in the checkout, then start again:

    npm run build

The API works without them: /api/docs
`;

/** Stands in for the storefront where it was not built, and says how to get it. */
export function serveNotice(fastify: FastifyInstance): void {
  fastify.get('/*', (request, reply) =>
    choosePage(request, reply)
      ? reply.code(503).header('Cache-Control', 'no-store').type('text/plain; charset=utf-8').send(NOTICE)
      : reply.callNotFound(),
  );
}
