import { MethodNotAllowedException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/** The route of the pages, which takes every path that no other route takes. */
const ANY_PAGE = '/*';

/**
 * Answers 405 with `Allow` where a path is known and the method is not (RFC 9110, 15.5.6). Call it before routes are added.
 */
export function answerUnknownMethods(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const known = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();
  fastify.addHook('onRoute', ({ url, method }) => {
    if (url === ANY_PAGE) return;
    const route = known.get(url) ?? { path: matcherOf(url), methods: new Set() };
    known.set(url, route);
    for (const name of [method].flat()) route.methods.add(name);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404 && request.routeOptions.url !== ANY_PAGE) return done();
    const path = decodedPathOf(request);
    const allowed = [...known.values()].filter((route) => route.path.test(path));
    if (allowed.length === 0) return done();
    const methods = [...new Set(allowed.flatMap((route) => [...route.methods]))].sort().join(', ');
    void reply.header('Allow', methods);
    done(
      new MethodNotAllowedException({
        title: 'Method not allowed',
        detail: `Send one of the methods that this address takes: ${methods}.`,
      }),
    );
  });
}

/** Returns what the paths of a route match: `:name` is one segment, a `*` at the end the rest. */
function matcherOf(url: string): RegExp {
  const pattern = url
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:\w+/g, '[^/]+')
    .replace(/\*$/, '.*');
  return new RegExp(`^${pattern}$`, 's');
}

/** Returns the path as the router reads it. */
function decodedPathOf({ url }: FastifyRequest): string {
  // The router has refused what cannot be decoded.
  return decodeURI(url.split('?', 1)[0] as string);
}
