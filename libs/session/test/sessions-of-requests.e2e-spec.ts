import type { ServerResponse } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { adapterOf, sessionModule, startApp, StubSessions, type Platform } from './response-app.js';
import { ConsumerModule, HANDLERS, seeSession, SESSION, ResponseTests } from './response-tests.js';

/** The part of Express's request with which an application handles it again. */
interface Request {
  url: string;
  readonly app: { handle(request: Request, response: ServerResponse): void };
}

describe.each<Platform>(['express', 'fastify'])('sessions of requests on %s', (platform) => {
  const tests = new ResponseTests(platform);

  it('opens the session before middleware of main.ts and of modules', async () => {
    const { headers } = await tests.request('/note');
    expect([headers.get('x-use'), headers.get('x-consumer')]).toEqual(['true', 'true']);
  });

  it.each([
    ['/api/cart', true],
    ['/%61pi/cart?x=/none', true],
    ['/api/cart?%zz', true],
  ])('decides by the decoded path without query: %s', async (path, expected) => {
    const seen: string[] = [];
    tests.app.sessions.paths = (each) => {
      seen.push(each);
      return each.startsWith('/api/');
    };
    await tests.request(path);
    expect(seen).toEqual(['/api/cart']);
    expect((await tests.request('/api/cart')).body).toBe(JSON.stringify({ session: expected }));
    expect((await tests.request('/note')).headers.get('x-use')).toBe('false');
  });

  it('gives applications of a testing module their sessions, before middleware', async () => {
    const sessions = new StubSessions();
    const testing = await Test.createTestingModule({
      imports: [sessionModule(sessions), ConsumerModule],
      controllers: HANDLERS,
    }).compile();
    const nest = testing.createNestApplication(adapterOf(platform), { logger: false });
    // Before Nest 11, an application of a testing module on Fastify takes no middleware until it is initialised.
    const use = 'use' in (nest.getHttpAdapter().getInstance() as object);
    if (use) nest.use(seeSession);
    await nest.listen(0, '127.0.0.1');
    const { headers } = await fetch(`${await nest.getUrl()}/value`);
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(SESSION)]);
    expect([headers.get('x-use'), headers.get('x-consumer')]).toEqual([use ? 'true' : null, 'true']);
    await nest.close();
  });

  it('answers 500 where an option of the application throws, and lives', async () => {
    const app = await startApp(platform, HANDLERS, (_nest, sessions) => {
      sessions.device = (headers) => ({ agent: headers['x-agent']!.slice(0, 9) as string });
    });
    try {
      expect((await fetch(`${app.url}/value`)).status).toBe(500);
      expect((await fetch(`${app.url}/value`, { headers: { 'x-agent': 'test' } })).status).toBe(200);
    } finally {
      await app.close();
    }
  });

  it('refuses a second SessionModule', async () => {
    await expect(startApp(platform, [], undefined, [sessionModule(new StubSessions())])).rejects.toThrow(
      'SessionModule is imported twice',
    );
  });
});

describe('Fastify with HTTP/2', () => {
  it('is refused at start', async () => {
    const sessions = new StubSessions();
    const create = () =>
      NestFactory.create(sessionModule(sessions), new FastifyAdapter({ http2: true }), {
        logger: false,
        abortOnError: false,
      });
    await expect(create()).rejects.toThrow('Sessions need HTTP/1.1');
  });
});

describe('responses with sessions on express', () => {
  it('has one session in a request that the application handles again, and that it hands to another one', async () => {
    const inner = await startApp('express', HANDLERS);
    const app = await startApp('express', HANDLERS, (nest) => {
      nest.use('/again', (request: Request, response: ServerResponse) => {
        request.url = '/value';
        request.app.handle(request, response);
      });
      nest.use('/inner', inner.nest.getHttpAdapter().getInstance());
    });
    try {
      for (const path of ['/again', '/inner/value']) {
        const response = await fetch(`${app.url}${path}`);
        expect(response.status).toBe(200);
        expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^session=/)]);
      }
      expect([app.sessions.commits, inner.sessions.commits]).toEqual([2, 0]);
    } finally {
      await app.close();
      await inner.close();
    }
  });
});
