import { BadRequestException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Refuses HTTP/1.1 without `Host` (RFC 9112, 3.2) as a problem; Node.js by itself answers with no body. Old health checks send
 * HTTP/1.0, which needs none.
 */
export function requireHostHeader(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', ({ raw: { httpVersion, headers } }, _reply, done) => {
      if (httpVersion === '1.1' && headers.host === undefined)
        done(new BadRequestException('Send the header Host.'));
      else done();
    });
}
