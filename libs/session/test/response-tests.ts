import type { ServerResponse } from 'node:http';
import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { SessionStoreUnavailableError } from '../src/session.errors.js';
import { RawResponses } from './raw-response-handlers.js';
import { startApp, StubSessions, type Platform, type ResponseApp, type WithSession } from './response-app.js';
import { FrameworkResponses } from './response-handlers.js';

/** The session's cookie. */
export const SESSION = /^session=\d+; Path=\/; HttpOnly$/;

/** Returns the bytes of a request. */
export const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: test\r\n${more}\r\n`;

/** Middleware of `main.ts` that says whether it sees a session. */
export const seeSession = (request: WithSession, response: ServerResponse, next: () => void): void => {
  response.setHeader('X-Use', String(request.session !== undefined));
  next();
};

/** Middleware of a module that says whether it sees a session. */
@Module({})
export class ConsumerModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((request: WithSession, response: ServerResponse, next: () => void) => {
        response.setHeader('X-Consumer', String(request.session !== undefined));
        next();
      })
      .forRoutes('*');
  }
}

/** Handlers of every kind. */
export const HANDLERS = [FrameworkResponses, RawResponses];

/** The application of one block of tests. After each test it must answer another request. */
export class ResponseTests {
  /** Delays commits. */
  readonly beforeCommit = new StubSessions().beforeCommit;
  app!: ResponseApp;

  constructor(platform: Platform) {
    const paths = (path: string) => !path.startsWith('/alive');
    beforeAll(async () => {
      this.app = await startApp(platform, HANDLERS, (nest) => nest.use(seeSession), [ConsumerModule]);
    });
    afterAll(() => this.app.close());
    beforeEach(() => {
      this.app.sessions.errors.length = 0;
      this.app.sessions.commits = 0;
      this.app.sessions.stored.clear();
      Object.assign(this.app.sessions, { beforeCommit: this.beforeCommit, paths });
    });
    afterEach(async () => {
      expect(await (await fetch(`${this.app.url}/alive`)).text()).toBe('alive');
    });
  }

  async request(path: string, method = 'GET') {
    const response = await fetch(this.app.url + path, { method, redirect: 'manual' });
    const body = await response.text();
    const { status, headers } = response;
    return { status, body, headers, cookies: headers.getSetCookie() };
  }

  /** Lets commits fail from now on. */
  failing(): void {
    this.app.sessions.beforeCommit = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new SessionStoreUnavailableError();
    };
  }
}
