import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import {
  Catch,
  Controller,
  Get,
  Head,
  HttpCode,
  Injectable,
  Module,
  Post,
  Redirect,
  Req,
  Res,
  Sse,
  StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type MiddlewareConsumer,
  type NestInterceptor,
  type NestModule,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Observable, of, timeout } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionCommittedError, SessionStoreUnavailableError } from '../src/session.errors.js';
import { exchange } from './raw-client.js';
import {
  adapterOf,
  sessionModule,
  startApp,
  StubSessions,
  type Platform,
  type ResponseApp,
} from './response-app.js';

interface WithSession {
  session?: { get(key: string): string | undefined; set(key: string, value: string): void };
}
/** A reply of either adapter, and what a handler is given to write the response itself. */
type AnyReply = ServerResponse & {
  raw?: ServerResponse;
  send(body?: unknown): unknown;
  hijack?(): void;
};
const rawOf = (reply: AnyReply): ServerResponse => reply.raw ?? reply;
const change = (request: WithSession) => request.session?.set('note', 'kept');

/** The part of Express's request with which an application handles it again. */
interface Request {
  url: string;
  readonly app: { handle(request: Request, response: ServerResponse): void };
}

/** What handlers tell their test. */
const events = new EventEmitter();

@Injectable()
class AnsweringGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const reply = context.switchToHttp().getResponse<AnyReply>();
    change(context.switchToHttp().getRequest<WithSession>());
    const raw = rawOf(reply);
    raw.writeHead(200, { 'Content-Type': 'text/plain' });
    raw.end('first');
    if (!raw.headersSent) raw.statusCode = 503;
    await new Promise((resolve) => setImmediate(resolve));
    if (!raw.headersSent) raw.end('second');
    events.emit('looks', {
      headersSent: raw.headersSent,
      writableEnded: raw.writableEnded,
      finished: raw.writableFinished,
    });
    return false;
  }
}

class TeapotError extends Error {}

/** Writes the response itself, and later than the handler. */
@Catch(TeapotError)
class WritingFilter implements ExceptionFilter {
  catch(_error: unknown, host: ArgumentsHost): void {
    const raw = rawOf(host.switchToHttp().getResponse<AnyReply>());
    raw.writeHead(418, { 'Content-Type': 'text/plain' });
    raw.write('short ');
    setImmediate(() => raw.end('and stout'));
  }
}

@Injectable()
class TimeoutInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(timeout(5));
  }
}

@Controller()
class Responses {
  @Get('file')
  file(@Req() request: WithSession) {
    change(request);
    return new StreamableFile(Readable.from([Buffer.from('a'), Buffer.from('b')]), { length: 2 });
  }

  @Get('filtered')
  @UseFilters(WritingFilter)
  filtered(@Req() request: WithSession) {
    change(request);
    throw new TeapotError();
  }

  @Get('timed-out')
  @UseInterceptors(TimeoutInterceptor)
  async timedOut(@Req() request: WithSession, @Res({ passthrough: true }) reply: AnyReply) {
    change(request);
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!rawOf(reply).headersSent) events.emit('unanswered');
    return 'too late';
  }

  @Sse('endless')
  endless(@Req() request: WithSession): Observable<{ data: string }> {
    change(request);
    return new Observable((subscriber) => {
      subscriber.next({ data: 'one' });
      return () => void events.emit('unsubscribed');
    });
  }

  @Get('alive')
  alive() {
    return 'alive';
  }

  @Get('value')
  value(@Req() request: WithSession) {
    change(request);
    return { a: 1 };
  }

  @Get('after-the-client')
  async afterTheClient(@Req() request: WithSession, @Res({ passthrough: true }) reply: AnyReply) {
    events.emit('called');
    await once(rawOf(reply), 'close');
    change(request);
    return { a: 1 };
  }

  @Get('note')
  note(@Req() request: WithSession) {
    return { note: request.session?.get('note') };
  }

  @Get('invalid-header')
  invalidHeader(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    rawOf(reply).writeHead(200, { 'Content-Disposition': 'attachment; filename="a–b.pdf"' });
    rawOf(reply).end('x');
  }

  @Get('answer-then-throw')
  async answerThenThrow(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.send({ a: 1 });
    throw new Error('after the response');
  }

  @Get('answer-then-throw-later')
  async answerThenThrowLater(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.send({ a: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('after the response');
  }

  @Get('two-answers')
  twoAnswers(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.send({ a: 1 });
    try {
      reply.send({ a: 2 });
    } catch {
      // Express throws here, Fastify logs: both as without sessions.
    }
  }

  @Get('answer-and-value')
  answerAndValue(@Req() request: WithSession, @Res({ passthrough: true }) reply: AnyReply) {
    change(request);
    rawOf(reply).end('first');
    return 'second';
  }

  @Get('write-after-end')
  async writeAfterEnd(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).end('first');
    rawOf(reply).write('second');
  }

  @Get('guarded')
  @UseGuards(AnsweringGuard)
  guarded() {
    return 'never';
  }

  @Get('redirect')
  @Redirect('/elsewhere')
  redirect(@Req() request: WithSession) {
    change(request);
  }

  @Sse('events')
  events(@Req() request: WithSession): Observable<{ data: string }> {
    change(request);
    return of({ data: 'one' });
  }

  @Get('raw')
  raw(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).setHeader('X-Own', '1');
    rawOf(reply).end('raw');
  }

  @Get('raw-without-hijack')
  rawWithoutHijack(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    rawOf(reply).end('raw');
  }

  @Get('late')
  async late(@Req() request: WithSession, @Res() reply: AnyReply) {
    reply.hijack?.();
    rawOf(reply).write('first byte');
    // Newer versions of Node write it in the next tick.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      change(request);
    } catch (error) {
      events.emit('late', error);
    }
    rawOf(reply).end();
  }

  @Get('own-cookie')
  ownCookie(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).writeHead(302, { 'Set-Cookie': 'theme=dark', Location: '/' }).end();
  }

  @Get('own-cookies')
  ownCookies(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).writeHead(200, ['Set-Cookie', 'theme=dark', 'X-Own', '1']).end('x');
  }

  @Get('cacheable')
  cacheable(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    const headers = {
      'Cache-Control': 'public, max-age=60',
      ETag: '"v1"',
      Location: '/',
      'Content-Encoding': 'gzip',
      'Content-Disposition': 'attachment',
      'Set-Cookie': 'theme=dark',
    };
    rawOf(reply).writeHead(201, headers);
    rawOf(reply).end('not really gzip');
  }

  @Get('cross-origin')
  crossOrigin(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    const headers = ['Access-Control-Allow-Origin', 'https://shop.example', 'Vary', 'Origin', 'X-Own', '1'];
    rawOf(reply).writeHead(200, headers).end('x');
  }

  @Get('end-the-socket')
  endTheSocket(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).end('last words');
    rawOf(reply).socket?.end();
  }

  @Get('corked')
  async corked(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).write('first');
    await new Promise((resolve) => setImmediate(resolve));
    rawOf(reply).cork();
    await once(events, 'arrived');
    // Node 22 and 24 send what is written while corked behind the end of the body.
    rawOf(reply).uncork();
    rawOf(reply).end(' last');
  }

  @Get('failing-stream')
  failingStream(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    const source = Readable.from(
      (async function* () {
        for (;;) {
          yield Buffer.alloc(1000);
          await new Promise((resolve) => setImmediate(resolve));
        }
      })(),
    );
    source.on('close', () => events.emit('source closed'));
    source.pipe(rawOf(reply));
  }

  @Get('cut-off')
  async cutOff(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).write('first');
    await new Promise((resolve) => setImmediate(resolve));
    rawOf(reply).destroy(new Error('the source failed'));
  }

  @Get('large')
  large(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    Readable.from(Array.from({ length: 300 }, (_, at) => Buffer.alloc(10_000, at))).pipe(rawOf(reply));
  }

  @Post('empty')
  @HttpCode(204)
  empty(@Req() request: WithSession) {
    change(request);
  }

  @Head('head')
  head(@Req() request: WithSession) {
    change(request);
    return 'unseen';
  }

  @Get('hints')
  hints(@Req() request: WithSession, @Res() reply: AnyReply) {
    change(request);
    reply.hijack?.();
    rawOf(reply).writeEarlyHints({ link: '</a.css>; rel=preload; as=style' });
    rawOf(reply).setHeader('Trailer', 'X-Sum');
    rawOf(reply).write('body');
    rawOf(reply).addTrailers({ 'X-Sum': 'abc' });
    rawOf(reply).end();
  }

  @Get('api/cart')
  cart(@Req() request: WithSession) {
    return { session: request.session !== undefined };
  }
}

@Module({})
class ConsumerModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((request: WithSession, response: ServerResponse, next: () => void) => {
        response.setHeader('X-Consumer', String(request.session !== undefined));
        next();
      })
      .forRoutes('*');
  }
}

const seeSession = (request: WithSession, response: ServerResponse, next: () => void) => {
  response.setHeader('X-Use', String(request.session !== undefined));
  next();
};

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: test\r\n${more}\r\n`;

describe.each<Platform>(['express', 'fastify'])('responses with sessions on %s', (platform) => {
  let app: ResponseApp;
  beforeAll(async () => {
    app = await startApp(
      platform,
      [Responses],
      (nest, sessions) => {
        nest.use(seeSession);
        sessions.paths = (path) => !path.startsWith('/alive');
      },
      [ConsumerModule],
    );
  });
  afterAll(() => app.close());
  const { beforeCommit } = new StubSessions();
  const paths = (path: string) => !path.startsWith('/alive');
  beforeEach(() => {
    app.sessions.errors.length = 0;
    app.sessions.commits = 0;
    app.sessions.stored.clear();
    Object.assign(app.sessions, { beforeCommit, paths });
  });
  afterEach(async () => {
    expect(await (await fetch(`${app.url}/alive`)).text()).toBe('alive');
  });

  const request = async (path: string, method = 'GET') => {
    const response = await fetch(app.url + path, { method, redirect: 'manual' });
    const body = await response.text();
    return {
      status: response.status,
      body,
      headers: response.headers,
      cookies: response.headers.getSetCookie(),
    };
  };
  const SESSION = /^session=\d+; Path=\/; HttpOnly$/;
  const failing = () =>
    (app.sessions.beforeCommit = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new SessionStoreUnavailableError();
    });

  it('stores the change of a returned value before the response', async () => {
    const { status, body, cookies } = await request('/value');
    expect({ status, body, cookies }).toEqual({
      status: 200,
      body: '{"a":1}',
      cookies: [expect.stringMatching(SESSION)],
    });
    expect([...app.sessions.stored.values()]).toEqual(['kept']);
    expect(app.sessions.commits).toBe(1);
  });

  it('answers 500 to a header with invalid characters', async () => {
    expect((await request('/invalid-header')).status).toBe(500);
  });

  it.each(['/answer-then-throw', '/answer-then-throw-later', '/two-answers'])(
    'sends the first response of %s',
    async (path) => {
      const { status, body, cookies } = await request(path);
      expect({ status, body, cookies }).toEqual({
        status: 200,
        body: '{"a":1}',
        cookies: [expect.stringMatching(SESSION)],
      });
    },
  );

  it('sends the response of a handler that also returns a value', async () => {
    const { status, body, cookies } = await request('/answer-and-value');
    expect({ status, body }).toEqual({ status: 200, body: 'first' });
    expect(cookies).toEqual([expect.stringMatching(SESSION)]);
  });

  it('logs a write after the end, which would end the process of a plain server', async () => {
    expect((await request('/write-after-end')).body).toBe('first');
    expect(app.sessions.errors).toMatchObject([{ code: 'ERR_STREAM_WRITE_AFTER_END' }]);
  });

  it('shows a guard a response that was sent, and is not finished', async () => {
    const [[looks], { status, body }] = await Promise.all([once(events, 'looks'), request('/guarded')]);
    expect(looks).toEqual({ headersSent: true, writableEnded: true, finished: false });
    expect({ status, body }).toEqual({ status: 200, body: 'first' });
  });

  it('redirects with the cookie', async () => {
    const { status, headers, cookies } = await request('/redirect');
    expect({ status, location: headers.get('location') }).toEqual({ status: 302, location: '/elsewhere' });
    expect(cookies).toEqual([expect.stringMatching(SESSION)]);
  });

  it.each([
    ['/events', /data: one/],
    ['/raw', /^raw$/],
    ['/raw-without-hijack', /^raw$/],
    ['/file', /^ab$/],
    ['/filtered', /^short and stout$/],
  ])('stores a change before the first byte of %s', async (path, body) => {
    const response = await request(path);
    expect(response.body).toMatch(body);
    expect(response.cookies).toEqual([expect.stringMatching(SESSION)]);
    expect([...app.sessions.stored.values()]).toEqual(['kept']);
  });

  it('refuses a change after the first byte', async () => {
    const [[error], { body }] = await Promise.all([once(events, 'late'), request('/late')]);
    expect(error).toBeInstanceOf(SessionCommittedError);
    expect(body).toBe('first byte');
  });

  it.each(['/own-cookie', '/own-cookies'])(
    "keeps the handler's cookie beside the session's on %s",
    async (path) => {
      expect((await request(path)).cookies).toEqual(['theme=dark', expect.stringMatching(SESSION)]);
    },
  );

  it.each(['/cacheable', '/value', '/events', '/redirect', '/answer-then-throw'])(
    'answers a failed commit of %s with headers of its own',
    async (path) => {
      failing();
      const { status, headers, body, cookies } = await request(path);
      expect(JSON.parse(body)).toMatchObject({ status: 503, title: 'Session store unavailable' });
      expect(cookies).toEqual([]);
      expect(status).toBe(503);
      // Nest's event streams set `Connection` themselves, so that Node adds no `Keep-Alive`.
      const { vary: _vary, 'keep-alive': _keepAlive, ...own } = Object.fromEntries(headers);
      expect(own).toEqual({
        'cache-control': 'no-store',
        'content-type': 'application/problem+json; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
        'retry-after': '1',
        connection: 'keep-alive',
        date: expect.any(String) as string,
      });
    },
  );

  it('answers once where an interceptor gave up on the handler', async () => {
    const unanswered = vi.fn();
    events.once('unanswered', unanswered);
    const { responses } = await exchange(app.port, get('/timed-out') + get('/alive'), {
      methods: ['GET', 'GET'],
    });
    expect(responses.map(({ status, complete }) => [status, complete])).toEqual([
      [500, true],
      [200, true],
    ]);
    expect(responses[0]!.head).toContain('Set-Cookie: session=');
    await new Promise((resolve) => setTimeout(resolve, 25));
    expect(unanswered).not.toHaveBeenCalled();
  });

  it('ends the events of a client that leaves, whether its commit is done or not', async () => {
    for (const commit of [beforeCommit, () => new Promise<void>((resolve) => setTimeout(resolve, 30))]) {
      app.sessions.beforeCommit = commit;
      const unsubscribed = once(events, 'unsubscribed');
      const socket = connect(app.port, '127.0.0.1');
      socket.write(get('/endless'));
      if (commit === beforeCommit) await once(socket, 'data');
      else await new Promise((resolve) => setTimeout(resolve, 10));
      socket.destroy();
      await unsubscribed;
    }
  });

  it('lets a page on another origin read that a commit failed', async () => {
    failing();
    const { status, headers } = await request('/cross-origin');
    expect(status).toBe(503);
    expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect([headers.get('vary'), headers.get('x-own')]).toEqual(['Origin', null]);
  });

  it('sends what was written before the handler corked the response', async () => {
    const response = await fetch(`${app.url}/corked`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('first');
    events.emit('arrived');
    expect((await reader.read()).value).toBe(' last');
  });

  it('sends the response before the handler ends the connection', async () => {
    const { responses } = await exchange(app.port, get('/end-the-socket'), { methods: ['GET'] });
    expect(responses).toMatchObject([{ status: 200, complete: true }]);
    expect(responses[0]!.body.toString()).toBe('last words');
  });

  it('keeps the order of pipelined requests, and the connection after a failed commit', async () => {
    failing();
    const bytes = get('/cacheable') + get('/note') + get('/value') + get('/alive');
    const { responses } = await exchange(app.port, bytes, { methods: ['GET', 'GET', 'GET', 'GET'] });
    expect(responses.map(({ status, complete }) => [status, complete])).toEqual([
      [503, true],
      [200, true],
      [503, true],
      [200, true],
    ]);
  });

  it('destroys the source of a stream whose commit failed', async () => {
    failing();
    const [, { status }] = await Promise.all([once(events, 'source closed'), request('/failing-stream')]);
    expect(status).toBe(503);
  });

  it('sends what was written before the handler destroyed the response', async () => {
    const { responses, closed } = await exchange(app.port, get('/cut-off'), { methods: ['GET'] });
    expect(responses).toMatchObject([{ status: 200, complete: false }]);
    expect(responses[0]!.body.toString()).toBe('first');
    expect(closed).toBe(true);
  });

  it('sends a stream of 3 MB in full', async () => {
    const response = await fetch(`${app.url}/large`);
    const body = Buffer.from(await response.arrayBuffer());
    expect(body).toHaveLength(3_000_000);
    expect(body.every((byte, at) => byte === Math.floor(at / 10_000) % 256)).toBe(true);
  });

  it('answers HEAD and 204 without a body', async () => {
    const bytes = `HEAD /head HTTP/1.1\r\nHost: test\r\n\r\nPOST /empty HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n${get('/alive')}`;
    const { responses } = await exchange(app.port, bytes, { methods: ['HEAD', 'POST', 'GET'] });
    expect(responses.map(({ status }) => status)).toEqual([200, 204, 200]);
    expect(responses.map(({ head }) => head.includes('Set-Cookie: session='))).toEqual([true, true, false]);
    failing();
    const failed = await exchange(app.port, bytes, { methods: ['HEAD', 'POST', 'GET'] });
    expect(failed.responses.map(({ status, complete }) => [status, complete])).toEqual([
      [503, true],
      [503, true],
      [200, true],
    ]);
  });

  it('sends informational responses at once and without the cookie', async () => {
    const { responses } = await exchange(app.port, get('/hints', 'Expect: 100-continue\r\n'), {
      methods: ['GET'],
    });
    expect(responses.map(({ status }) => status)).toEqual([100, 103, 200]);
    expect(responses.map(({ head }) => head.includes('Set-Cookie'))).toEqual([false, false, true]);
    expect(responses[2]).toMatchObject({ trailers: 'X-Sum: abc', complete: true });
    expect(responses[2]!.body.toString()).toBe('body');
  });

  it('stores the change of a client that closes the connection meanwhile', async () => {
    const committing = new EventEmitter();
    app.sessions.beforeCommit = async () => {
      committing.emit('begun');
      await once(committing, 'continue');
    };
    const socket = connect(app.port, '127.0.0.1');
    socket.write(get('/value'));
    await once(committing, 'begun');
    socket.destroy();
    await once(socket, 'close');
    committing.emit('continue');
    await new Promise((resolve) => setImmediate(resolve));
    expect([...app.sessions.stored.values()]).toEqual(['kept']);
  });

  it('stores the change of a handler whose client has left before', async () => {
    const committed = new Promise<void>((resolve) => {
      app.sessions.beforeCommit = () => Promise.resolve(resolve());
    });
    const called = once(events, 'called');
    const socket = connect(app.port, '127.0.0.1');
    socket.write(get('/after-the-client'));
    await called;
    socket.destroy();
    await committed;
    await new Promise((resolve) => setImmediate(resolve));
    expect([...app.sessions.stored.values()]).toEqual(['kept']);
  });

  it('opens the session before middleware of main.ts and of modules', async () => {
    const { headers } = await request('/note');
    expect([headers.get('x-use'), headers.get('x-consumer')]).toEqual(['true', 'true']);
  });

  it.each([
    ['/api/cart', true],
    ['/%61pi/cart?x=/none', true],
    ['/api/cart?%zz', true],
  ])('decides by the decoded path without query: %s', async (path, expected) => {
    const seen: string[] = [];
    app.sessions.paths = (each) => {
      seen.push(each);
      return each.startsWith('/api/');
    };
    await request(path);
    expect(seen).toEqual(['/api/cart']);
    expect((await request('/api/cart')).body).toBe(JSON.stringify({ session: expected }));
    expect((await request('/note')).headers.get('x-use')).toBe('false');
  });

  it('gives applications of a testing module their sessions, before middleware', async () => {
    const sessions = new StubSessions();
    const testing = await Test.createTestingModule({
      imports: [sessionModule(sessions), ConsumerModule],
      controllers: [Responses],
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
    const app = await startApp(platform, [Responses], (_nest, sessions) => {
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
    const inner = await startApp('express', [Responses]);
    const app = await startApp('express', [Responses], (nest) => {
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

describe('fastify.inject', () => {
  let app: ResponseApp;
  beforeAll(async () => {
    app = await startApp('fastify', [Responses]);
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
