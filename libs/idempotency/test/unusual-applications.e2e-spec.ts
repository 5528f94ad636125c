import 'reflect-metadata';
import {
  Controller,
  Header,
  Injectable,
  Module,
  Post,
  Redirect,
  RequestTimeoutException,
  Res,
  type CallHandler,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { catchError, EMPTY, throwError, timeout, type Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Idempotent, IdempotencyModule, MemoryIdempotencyStore } from '../src/index.js';
import { post } from './http-post.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** What the handlers did. */
const acted: string[] = [];
let handlerMayEnd: Promise<unknown> = Promise.resolve();

@Controller()
class TestController {
  @Post('slow')
  @Idempotent()
  async slow() {
    await handlerMayEnd;
    return { id: acted.push('slow') };
  }

  @Post('text')
  @Header('Content-Type', 'application/json')
  @Idempotent()
  notJson() {
    acted.push('text');
    return 'plain';
  }

  @Post('nothing')
  @Idempotent()
  nothing() {
    acted.push('nothing');
    return EMPTY;
  }

  @Post('moved')
  @Redirect()
  @Idempotent()
  moved() {
    return { url: `/moved/${acted.push('moved')}`, statusCode: 303 };
  }

  @Post('itself')
  @Idempotent()
  itself(@Res({ passthrough: true }) response: { send(body: unknown): void }) {
    response.send({ id: acted.push('itself') });
  }
}

@Controller({ path: 'hosted', host: 'shop.example.com' })
class ShopHost {
  @Post()
  @Idempotent()
  order() {
    return { shop: acted.push('shop') };
  }
}

@Controller({ path: 'hosted', host: ':tenant.example.org' })
class TenantHost {
  @Post()
  @Idempotent()
  order() {
    return { tenant: acted.push('tenant') };
  }
}

/** As in Nest's documentation of interceptors. */
@Injectable()
class GiveUp implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      timeout(patienceMs),
      catchError((error: Error) =>
        throwError(() => (error.name === 'TimeoutError' ? new RequestTimeoutException() : error)),
      ),
    );
  }
}
let patienceMs = 30_000;

/** A store whose steps may be held up. */
class HeldUpStore extends MemoryIdempotencyStore {
  holdUp: 'claim' | 'answer' | undefined;
  onAnswer = () => {};

  override claim(...args: Parameters<MemoryIdempotencyStore['claim']>) {
    return this.holdUp === 'claim' ? never : super.claim(...args);
  }

  override answer(...args: Parameters<MemoryIdempotencyStore['answer']>) {
    this.onAnswer();
    return this.holdUp === 'answer' ? never : super.answer(...args);
  }
}
const never = new Promise<never>(() => {});

describe.each(['fastify', 'express'] as const)('an application on %s', (platform) => {
  const store = new HeldUpStore();
  let app: INestApplication;
  let port: number;
  let scope: unknown;
  let lastResponse: ServerResponse;

  beforeAll(async () => {
    @Module({
      imports: [IdempotencyModule.forRoot({ store, scopeOf: () => scope as string, storeTimeoutMs: 200 })],
      // Fastify takes each path once.
      controllers: [TestController, ...(platform === 'express' ? [ShopHost, TenantHost] : [])],
      providers: [{ provide: APP_INTERCEPTOR, useClass: GiveUp }],
    })
    class AppModule {}
    const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
    app = await NestFactory.create<INestApplication>(AppModule, adapter, { logger: false });
    app.use((_: IncomingMessage, response: ServerResponse, next: () => void) => {
      lastResponse = response;
      next();
    });
    await app.listen(0, '127.0.0.1');
    port = Number(new URL(await app.getUrl()).port);
  });
  beforeEach(() => {
    acted.splice(0);
    scope = 'ada';
    patienceMs = 30_000;
    store.holdUp = undefined;
    store.onAnswer = () => {};
  });
  afterAll(() => app.close());

  const send = (path: string, key: string = crypto.randomUUID(), host = 'localhost') =>
    post(port, path, key, host);

  it('repeats nothing of a handler that an interceptor gave up, and runs it once', async () => {
    patienceMs = 20;
    let end!: (value?: unknown) => void;
    handlerMayEnd = new Promise((resolve) => (end = resolve));
    expect((await send('/slow', 'given-up')).status).toBe(408);
    patienceMs = 30_000;
    end();
    const again = await vi.waitFor(async () => {
      const answer = await send('/slow', 'given-up');
      expect(answer.body).toMatchObject({ title: 'Answer cannot be repeated' });
      return answer;
    }, 20_000);
    expect(again.status).toBe(409);
    expect(acted).toEqual(['slow']);
  });

  it('repeats an answer that is called JSON and is none', async () => {
    for (const replayed of [undefined, 'true'])
      expect(await send('/text', 'not-json')).toMatchObject({
        status: 201,
        text: 'plain',
        replayed,
      });
    expect(acted).toEqual(['text']);
  });

  it('repeats the answer of an Observable without a value', async () => {
    for (const replayed of [undefined, 'true'])
      expect(await send('/nothing', 'none')).toMatchObject({ status: 201, text: '', replayed });
    expect(acted).toEqual(['nothing']);
  });

  it('repeats a redirect', async () => {
    for (const replayed of [undefined, 'true'])
      expect(await send('/moved', 'moved')).toMatchObject({ status: 303, location: '/moved/1', replayed });
  });

  it('runs a handler once that sends its answer although it should not', async () => {
    expect(await send('/itself', 'itself')).toMatchObject({ status: 201, body: { id: 1 } });
    await vi.waitFor(async () => expect((await send('/itself', 'itself')).status).toBe(409), 20_000);
    expect(acted).toEqual(['itself']);
  });

  it.runIf(platform === 'express')(
    'keeps two hosts of one path apart, and the parameters of a host',
    async () => {
      expect((await send('/hosted', 'h', 'shop.example.com')).body).toEqual({ shop: 1 });
      expect((await send('/hosted', 'h', 'a.example.org')).body).toEqual({ tenant: 2 });
      expect((await send('/hosted', 'h', 'b.example.org')).status).toBe(422);
      expect((await send('/hosted', 'h', 'shop.example.com')).body).toEqual({ shop: 1 });
    },
  );

  it.each([null, undefined, ''])('refuses a key of the owner %j', async (nobody) => {
    scope = nobody;
    expect((await send('/slow')).status).toBe(401);
    expect(acted).toEqual([]);
  });

  it('is told that the store is unavailable when it does not answer', async () => {
    store.holdUp = 'claim';
    expect((await send('/text')).status).toBe(503);
    expect(acted).toEqual([]);
  });

  it('sends the answer although the store does not take it', async () => {
    store.holdUp = 'answer';
    expect((await send('/text')).status).toBe(201);
    expect(acted).toEqual(['text']);
  });

  it('sends one answer, and lives, if something else answers while the first is stored', async () => {
    let found: unknown;
    store.onAnswer = () => {
      const response = lastResponse;
      found = [response.headersSent, response.writableEnded];
      response.end('second');
      expect(() => response.setHeader('a', 'b')).toThrow('sent');
    };
    expect((await send('/text')).text).toBe('plain');
    expect(found).toEqual([true, true]);
    store.onAnswer = () => {};
    expect((await send('/text')).status).toBe(201);
  });
});
