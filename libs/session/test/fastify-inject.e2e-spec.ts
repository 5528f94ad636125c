import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionStoreUnavailableError } from '../src/session.errors.js';
import { startApp, type ResponseApp } from './response-app.js';
import { HANDLERS } from './response-tests.js';

describe('fastify.inject', () => {
  let app: ResponseApp;
  beforeAll(async () => {
    app = await startApp('fastify', HANDLERS);
  });
  afterAll(() => app.close());
  const inject = (url: string) => (app.nest as NestFastifyApplication).inject({ url });

  it.each(['/value', '/raw', '/raw-without-hijack', '/events', '/redirect', '/own-cookies'])(
    'waits for the commit of %s',
    async (url) => {
      const { headers } = await inject(url);
      expect([headers['set-cookie']].flat().at(-1)).toMatch(/^session=/);
    },
  );

  it.each(['/value', '/cacheable', '/failing-stream'])(
    'gives the error of a failed commit of %s',
    async (url) => {
      const { beforeCommit } = app.sessions;
      app.sessions.beforeCommit = () => Promise.reject(new SessionStoreUnavailableError());
      const { statusCode, headers, payload } = await inject(url);
      app.sessions.beforeCommit = beforeCommit;
      expect({ statusCode, headers }).toMatchObject({
        statusCode: 503,
        headers: { 'cache-control': 'no-store', 'retry-after': '1' },
      });
      expect(headers).not.toHaveProperty('etag');
      expect(JSON.parse(payload)).toMatchObject({ status: 503 });
    },
  );
});
