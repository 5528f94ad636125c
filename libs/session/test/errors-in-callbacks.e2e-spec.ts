import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { Controller, Get, Logger, Module, Param, Req, Res, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyRing, MemorySessionStore, SessionModule, type Session } from '../src/index.js';
import { exchange } from './raw-client.js';
import { adapterOf, rawOf, type AnyReply, type Platform } from './response-app.js';
import { Browser } from './session-app.js';
import { get } from './response-tests.js';

interface Request {
  readonly session: Session;
}

/** Where handlers use a session, and nothing catches what it throws. */
const CALLBACKS: Record<string, (use: () => void) => void> = {
  'a timer': (use) => void setTimeout(use),
  'an immediate': (use) => void setImmediate(use),
  'a tick': (use) => void process.nextTick(use),
  'a listener': (use) => {
    const emitter = new EventEmitter().on('event', use);
    setImmediate(() => emitter.emit('event'));
  },
  'the data of a stream': (use) => void Readable.from(['a', 'b']).on('data', use),
  'an async callback': (use) => void setTimeout(() => void (async () => use())()),
  'a promise that is not awaited': (use) => void Promise.resolve().then(use),
};

@Controller()
class CallbackController {
  @Get('read/:callback')
  read(@Req() { session }: Request, @Res() reply: AnyReply, @Param('callback') callback: string) {
    reply.hijack?.();
    rawOf(reply).setHeader('Cache-Control', 'public, max-age=60');
    rawOf(reply).statusCode = 404;
    CALLBACKS[callback]!(() => rawOf(reply).end(`${session.note}`));
  }

  @Get('late/:callback')
  late(@Req() { session }: Request, @Res() reply: AnyReply, @Param('callback') callback: string) {
    reply.hijack?.();
    rawOf(reply).writeHead(200, { 'Content-Length': 2 }).write('a');
    CALLBACKS[callback]!(() => {
      session.note = 'too late';
      rawOf(reply).end('b');
    });
  }

  @Get('answered')
  answered(@Req() { session }: Request, @Res() reply: AnyReply) {
    reply.hijack?.();
    rawOf(reply).end('answer');
    process.nextTick(() => (session.note = 'too late'));
  }

  @Get('reserved')
  reserved(@Req() { session }: Request) {
    return new Promise((resolve) => {
      setTimeout(() => resolve(Object.assign(session, { update: 1 })));
    });
  }

  @Get('alive')
  alive() {
    return { alive: true };
  }
}

describe.each<Platform>(['express', 'fastify'])('an error of a session in a callback, on %s', (platform) => {
  let app: INestApplication;
  let port: number;
  const logged: unknown[] = [];
  const store = new MemorySessionStore();
  const cookie = `session=g${'a'.repeat(22)}.${'b'.repeat(43)}`;
  beforeAll(async () => {
    Object.assign(store, { load: () => Promise.reject(new Error('connect ECONNREFUSED')) });
    const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);
    @Module({ imports: [SessionModule.forRoot({ store, keys })], controllers: [CallbackController] })
    class AppModule {}
    app = await NestFactory.create<INestApplication>(AppModule, adapterOf(platform), { logger: false });
    Logger.overrideLogger({
      error: (error) => logged.push(error),
      warn: () => undefined,
      log: () => undefined,
    });
    await app.listen(0, '127.0.0.1');
    port = Number(new URL(await app.getUrl()).port);
  });
  afterAll(async () => {
    Logger.overrideLogger(false);
    await app.close();
  });
  beforeEach(() => void (logged.length = 0));

  // As in an application, where a rejection that nothing handles is an uncaught error.
  const listeners = process.listeners('unhandledRejection');
  beforeAll(() => void process.removeAllListeners('unhandledRejection'));
  afterAll(() => listeners.forEach((listener) => process.on('unhandledRejection', listener)));

  // An exception that nothing catches would fail the test run.
  it.each(Object.keys(CALLBACKS))(
    'is the response where the session could not be opened: %s',
    async (callback) => {
      const path = `/read/${encodeURIComponent(callback)}`;
      const bytes = get(path, `Cookie: ${cookie}\r\n`) + get('/alive', `Cookie: ${cookie}\r\n`);
      const { responses } = await exchange(port, bytes, { methods: ['GET', 'GET'] });
      expect(responses.map(({ status }) => status)).toEqual([503, 200]);
      const headers = Object.fromEntries(responses[0]!.headers);
      expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'Retry-After': '1' });
    },
  );

  it.each(Object.keys(CALLBACKS))(
    'closes the connection of a response that has begun: %s',
    async (callback) => {
      const path = `/late/${encodeURIComponent(callback)}`;
      const { responses, closed } = await exchange(port, get(path), { methods: ['GET'] });
      expect([responses.map(({ complete }) => complete), closed]).toEqual([[false], true]);
      expect(logged[0]).toMatchObject({ code: 'SESSION_COMMITTED' });
    },
  );

  it('is logged where the response is complete', async () => {
    const { responses } = await exchange(port, get('/answered'), { methods: ['GET'] });
    expect(responses.map(({ complete, body }) => [complete, String(body)])).toEqual([[true, 'answer']]);
    await vi.waitFor(() => expect(logged).toMatchObject([{ code: 'SESSION_COMMITTED' }]));
  });

  it('is a 500 where the code is wrong, and logged', async () => {
    const browser = new Browser({ url: `http://127.0.0.1:${port}` });
    expect((await browser.send('GET', '/reserved')).status).toBe(500);
    expect(logged).toMatchObject([{ code: 'SESSION_VALUE_INVALID' }]);
  });
});
