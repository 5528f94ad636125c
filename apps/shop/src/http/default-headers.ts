import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Headers of every response: what a browser may load and do with our pages, and that no cache may keep the response. A handler
 * that serves what caches may keep sets its own `Cache-Control`.
 */
export function setDefaultHeaders(app: NestFastifyApplication): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: "'none'",
        scriptSrc: "'self'",
        // The component library writes style attributes and <style> elements at run time.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: "'self'",
        connectSrc: "'self'",
        manifestSrc: "'self'",
        formAction: "'self'",
        frameAncestors: "'none'",
        baseUri: "'none'",
      },
    },
    // TLS ends in front of the replicas, and the demo has none: the proxy that ends it adds HSTS.
    strictTransportSecurity: false,
    // Only potentially trustworthy origins may use these; over plain http browsers warn about each.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, reply, done) => {
      // On every path: which of them are the API's would depend on how a client encodes them.
      reply.raw.setHeader('Cache-Control', 'no-store');
      done();
    });
}
