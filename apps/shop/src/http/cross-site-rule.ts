import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../settings/settings.js';

/**
 * Refuses unsafe requests that another site made a browser send (403), before any session is opened: by `Sec-Fetch-Site`,
 * else by `Origin` against `Host`. A request with `Authorization` is exempt, since no browser adds one by itself.
 * Nest's own protection decides (Go's `net/http.CrossOriginProtection`); this says what is exempt from it.
 */
export function refuseCrossSiteRequests(app: NestFastifyApplication, settings: Settings): void {
  app.enableCsrfProtection({
    exclude: ({ headers }: Pick<FastifyRequest, 'headers'>) =>
      headers.authorization !== undefined ||
      // A browser that says cross-site is believed, whichever origin it names.
      (headers['sec-fetch-site'] === undefined && settings.publicOrigins.includes(headers.origin ?? '')),
  });
}
