import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { requestIdOf } from '@app/replica';
import { Logger } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { AppModule } from './app.module.js';
import { answerUnknownMethods } from './http/allowed-methods.js';
import { answerClientError } from './http/client-errors.js';
import { refuseCrossSiteRequests } from './http/cross-site-rule.js';
import { answerFrameworkError } from './http/framework-errors.js';
import { setDefaultHeaders } from './http/default-headers.js';
import { requireHostHeader } from './http/host-header.js';
import { refuseUnstorableText } from './http/storable-text.js';
import { answerUnusualRequests } from './http/unusual-requests.js';
import { serveLiveUpdates } from './live/serve-live-updates.js';
import { logDestination } from './operations/logging/log-destination.js';
import { createLogger, createRequestLogger } from './operations/logging/logger.js';
import { serveOpenApi } from './operations/openapi/serve-openapi.js';
import { RequestLog } from './operations/logging/request-log.js';
import type { Settings } from './settings/settings.js';

const STDOUT = 1;
const BODY_LIMIT_BYTES = 256 * 1024;
/** Longer than nginx keeps an idle connection (60 s), so that a reused one is never just closing. */
const KEEP_ALIVE_MS = 65_000;
/** A client that sends its request slower than this gives up its connection. */
const REQUEST_MS = 30_000;

/**
 * Only the nearest peer is believed about the client's address: the balancer, which overwrites `X-Forwarded-For` with the
 * one it believes itself. Replicas are reached by nobody else.
 */
const isBalancer = (_address: string, hop: number): boolean => hop === 0;

/**
 * Puts the shop together, ready to `listen`. `main.ts` and the tests use the same one.
 *
 * @param options.logs where log lines go, instead of stdout
 */
export async function createShop(
  settings: Settings,
  { logs = logDestination(STDOUT) }: { logs?: DestinationStream } = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: isBalancer,
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    genReqId: requestIdOf,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
    http: { requireHostHeader: false },
    loggerInstance: createLogger(settings, logs),
    logController: new RequestLog(createRequestLogger(settings, logs)),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(settings), adapter, {
    // Fastify's own JSON parser is the only one: what is not JSON is 415.
    bodyParser: false,
    bufferLogs: true,
  });
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  app.useLogger(app.get(Logger));
  setDefaultHeaders(app);
  requireHostHeader(app);
  refuseCrossSiteRequests(app, settings);
  answerUnknownMethods(app);
  answerUnusualRequests(app);
  refuseUnstorableText(app);
  serveOpenApi(app);
  serveLiveUpdates(app, settings);
  return app;
}
