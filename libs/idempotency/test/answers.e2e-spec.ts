import 'reflect-metadata';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import {
  All,
  Body,
  ClassSerializerInterceptor,
  Controller,
  Header,
  HttpCode,
  Injectable,
  Module,
  Next,
  Param,
  Post,
  Res,
  Sse,
  StreamableFile,
  UseInterceptors,
  Version,
  VersioningType,
  type CallHandler,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
  type Type,
  type VersioningOptions,
} from '@nestjs/common';
import { APP_INTERCEPTOR, NestFactory, Reflector } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { map, NEVER, type Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  IdempotencyInterceptor,
  IdempotencyModule,
  Idempotent,
  MemoryIdempotencyStore,
} from '../src/index.js';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

class User {
  constructor(readonly id: number) {}
  readonly email = 'ada@example.com';
  readonly passwordHash = 'secret';
}

/** What class-transformer does for a property that is marked `@Exclude()`. */
const withoutHash = (value: object): object =>
  value instanceof User ? { id: value.id, email: value.email } : value;
const transformerPackage = {
  instanceToPlain: withoutHash,
  classToPlain: withoutHash,
  plainToInstance: vi.fn(),
};

/** What the handlers did. */
const acted: string[] = [];
let beforeAnswer = async () => {};

@Controller('shop')
class ShopController {
  @Post('users')
  @Idempotent()
  user() {
    acted.push('user');
    return new User(acted.length);
  }

  @Post(['one', 'other'])
  @Idempotent()
  twoPaths() {
    return { id: acted.push('twoPaths') };
  }

  @All('any')
  @Idempotent()
  any() {
    return { id: acted.push('any') };
  }

  @Post('text')
  @HttpCode(202)
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('Location', '/texts/1')
  @Header('Set-Cookie', 'a=b')
  @Idempotent()
  text() {
    acted.push('text');
    return 'Grüße';
  }

  @Post('status')
  @Idempotent()
  status(@Res({ passthrough: true }) response: { status(code: number): unknown }) {
    response.status(203);
    return { id: acted.push('status') };
  }

  @Post('compared/:shop')
  @Idempotent()
  compared(@Param('shop') shop: string, @Body() body: unknown) {
    return { id: acted.push('compared'), shop, body };
  }

  @Post('file')
  @Idempotent()
  file() {
    acted.push('file');
    return new StreamableFile(Readable.from(['a', 'b']));
  }

  @Post('large')
  @Idempotent()
  large() {
    acted.push('large');
    return { text: 'x'.repeat(3000) };
  }

  @Post('slow')
  @Idempotent()
  async slow() {
    acted.push('slow');
    await beforeAnswer();
    return { id: acted.length };
  }
}

/** Another class of the same name, with a handler of the same name. */
const Other = (() => {
  @Controller('other')
  class ShopController {
    @Post('users')
    @Idempotent()
    user() {
      return { other: acted.push('other user') };
    }
  }
  return ShopController;
})();

/** Routes that Nest chooses by a header. */
@Controller('versioned')
class VersionedController {
  @Version('1')
  @Post()
  @Idempotent()
  first() {
    return { first: acted.push('first') };
  }

  @Version(['2', '3'])
  @Post()
  @Idempotent()
  second() {
    return { second: acted.push('second') };
  }
}

/** Wraps every answer, and reads what it wraps. */
@Injectable()
class Envelope implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(
        map((data: unknown) =>
          typeof data === 'object' && !(data instanceof StreamableFile) ? { data } : data,
        ),
      );
  }
}

type Platform = 'express' | 'fastify';

async function start(
  platform: Platform,
  controllers: Type[],
  versioning?: VersioningOptions,
): Promise<INestApplication> {
  @Module({
    imports: [
      IdempotencyModule.forRoot({
        scopeOf: () => 'ada',
        store: new MemoryIdempotencyStore(),
        waitMs: 200,
        maxAnswerBytes: 2000,
      }),
    ],
    controllers,
    providers: [
      { provide: APP_INTERCEPTOR, useClass: Envelope },
      {
        provide: APP_INTERCEPTOR,
        useFactory: () => new ClassSerializerInterceptor(new Reflector(), { transformerPackage } as never),
      },
    ],
  })
  class AppModule {}
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(AppModule, adapter, { logger: false, abortOnError: false });
  if (versioning) app.enableVersioning(versioning);
  await app.listen(0, '127.0.0.1');
  return app;
}

describe.each(['fastify', 'express'] as const)('the answer that is repeated on %s', (platform) => {
  let app: INestApplication;
  let url: string;
  beforeAll(async () => {
    app = await start(platform, [ShopController, Other]);
    url = await app.getUrl();
  });
  beforeEach(() => void acted.splice(0));
  afterAll(() => app.close());

  const send = (path: string, { key = `"${path}"`, body = '{}', method = 'POST' } = {}) =>
    fetch(`${url}/${path}`, {
      method,
      ...(method !== 'GET' && { body }),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });

  async function sendTwice(path: string) {
    const [first, again] = [await send(path), await send(path)];
    const bodies = [await first.text(), await again.text()] as const;
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.status).toBe(first.status);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(bodies[1]).toBe(bodies[0]);
    return { first, again, body: bodies[0] };
  }

  it('belongs to one version of a route', async () => {
    const versioned = await start(platform, [VersionedController], {
      type: VersioningType.HEADER,
      header: 'x-version',
    });
    const post = async (version: string) => {
      const response = await fetch(`${await versioned.getUrl()}/versioned`, {
        method: 'POST',
        headers: { 'idempotency-key': '"one"', 'x-version': version },
      });
      return response.json();
    };
    expect(await post('1')).toEqual({ data: { first: 1 } });
    expect(await post('2')).toEqual({ data: { second: 2 } });
    expect(await post('1')).toEqual({ data: { first: 1 } });
    expect(await post('3')).toEqual({ data: { second: 2 } });
    expect(acted).toEqual(['first', 'second']);
    await versioned.close();
  });

  it('is what was sent, after serialisation, and shows no excluded property', async () => {
    const { body } = await sendTwice('shop/users');
    expect(body).toBe('{"data":{"id":1,"email":"ada@example.com"}}');
    expect(acted).toEqual(['user']);
  });

  it('has status, type and Location of the first, and no cookie of it', async () => {
    const { first, again, body } = await sendTwice('shop/text');
    expect([first.status, body]).toEqual([202, 'Grüße']);
    expect(again.headers.get('location')).toBe('/texts/1');
    expect(acted).toEqual(['text']);
    expect((await sendTwice('shop/status')).first.status).toBe(203);
  });

  it('is not that of another class of the same name, another path of the handler, or another method', async () => {
    await send('shop/users', { key: 'k' });
    expect(await (await send('other/users', { key: 'k' })).json()).toEqual({ data: { other: 2 } });
    await send('shop/one', { key: 'k' });
    expect(await (await send('shop/other', { key: 'k' })).json()).toEqual({ data: { id: 4 } });
    await send('shop/any', { key: 'k', method: 'PUT' });
    expect(await (await send('shop/any', { key: 'k', method: 'POST' })).json()).toEqual({ data: { id: 6 } });
  });

  it('answers a body with its members in another order', async () => {
    const first = await send('shop/compared/a?x=1&y=2', { key: 'c', body: '{"a":1,"b":{"c":[1],"d":2}}' });
    const again = await send('shop/compared/a?y=2&x=1', { key: 'c', body: '{"b":{"d":2,"c":[1]},"a":1}' });
    expect(await again.text()).toBe(await first.text());
    expect((await send('shop/compared/a?x=1&y=2', { key: 'c', body: '{"a":1}' })).status).toBe(422);
    expect(
      (await send('shop/compared/b?x=1&y=2', { key: 'c', body: '{"a":1,"b":{"c":[1],"d":2}}' })).status,
    ).toBe(422);
    expect(acted).toEqual(['compared']);
  });

  it('is a 409 where the first was a stream', async () => {
    expect(await (await send('shop/file')).text()).toBe('ab');
    const again = await send('shop/file');
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ title: 'Answer cannot be repeated' });
    expect(acted).toEqual(['file']);
  });

  it('is a 409 where the first was longer than is stored', async () => {
    expect((await (await send('shop/large')).text()).length).toBeGreaterThan(3000);
    expect((await send('shop/large')).status).toBe(409);
    expect(acted).toEqual(['large']);
  });

  it('is stored although the client hung up before it came', async () => {
    const { hostname, port } = new URL(url);
    const client = connect(Number(port), hostname);
    beforeAnswer = async () => {
      client.destroy();
      await once(client, 'close');
    };
    client.write(
      `POST /shop/slow HTTP/1.1\r\nHost: ${hostname}\r\nIdempotency-Key: gone\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    await vi.waitFor(() => expect(acted).toEqual(['slow']));
    const again = await vi.waitFor(async () => {
      const answer = await send('shop/slow', { key: 'gone' });
      expect(answer.status).toBe(201);
      return answer;
    });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toEqual({ data: { id: 1 } });
    expect(acted).toEqual(['slow']);
  });

  it.each(['"k1"', '"k1";v=1', 'k1'])('is found under %s, the same key', async (key) => {
    await send('shop/users', { key: '"k1"' });
    expect((await send('shop/users', { key })).headers.get('idempotency-replayed')).toBe('true');
    expect((await send('shop/users', { key: '"k1", "k2"' })).status).toBe(400);
  });

  @Controller('refused')
  class WithRes {
    @Post()
    @Idempotent()
    order(@Res() response: { end(): void }) {
      response.end();
    }
  }

  @Controller('refused')
  @UseInterceptors(IdempotencyInterceptor)
  class WithNext {
    @Post()
    order(@Next() next: () => void) {
      next();
    }
  }

  class Inherited extends WithRes {}
  Controller('inherited')(Inherited);

  @Controller('refused')
  class WithEvents {
    @Sse()
    @Idempotent()
    order() {
      return NEVER;
    }
  }

  it.each([
    [WithRes, 'WithRes.order'],
    [WithNext, 'WithNext.order'],
    [Inherited, 'Inherited.order'],
    [WithEvents, 'WithEvents.order'],
  ] as [Type, string][])(
    'cannot be given by %o: the application does not start',
    async (controller, name) => {
      await expect(start(platform, [controller])).rejects.toThrow(name);
    },
  );
});
