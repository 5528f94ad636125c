import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { Controller, Get, Module, Post, type INestApplication } from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  CurrentSession,
  KeyRing,
  MemorySessionStore,
  SessionModule,
  SessionStore,
  type Session,
} from '../src/index.js';
import { interceptStore } from '../src/circuit-breaker/intercepted-store.js';
import { SealedSessions } from '../src/sealed/index.js';
import { cookieFor, SessionTestingModule } from '../src/testing/index.js';
import './session-app.js';

@Controller()
class ShopController {
  @Get('me')
  me(@CurrentSession() { id, userId }: Session) {
    return { stored: id !== undefined, userId };
  }

  @Post('items')
  add(@CurrentSession() session: Session) {
    return session.update((draft) => (draft.items = [...(draft.items ?? []), 'a']));
  }
}

const keys = new KeyRing([{ id: 'a', secret: randomBytes(32) }]);

/** Stands for the store of production, which no test reaches. */
const unreachable = interceptStore(new MemorySessionStore(), () => {
  throw new Error('connect ECONNREFUSED');
});

@Module({ imports: [SessionModule.forRoot({ store: unreachable, keys })], controllers: [ShopController] })
class AppModule {}

describe.each(['express', 'fastify'] as const)('@app/session/testing on %s', (platform) => {
  let app: INestApplication | undefined;
  afterEach(() => app?.close());

  async function start(testing: ReturnType<typeof Test.createTestingModule>): Promise<INestApplication> {
    const module = await testing.compile();
    app =
      platform === 'express'
        ? module.createNestApplication<NestExpressApplication>(new ExpressAdapter(), { logger: false })
        : module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    return app;
  }

  async function get(path: string, cookie?: string, method = 'GET') {
    const headers = { ...(cookie !== undefined && { cookie }) };
    const response = await fetch(`${await app?.getUrl()}${path}`, { method, headers });
    return { status: response.status, body: (await response.json()) as unknown };
  }

  it('gives a testing module sessions, and a signed-in user', async () => {
    await start(
      Test.createTestingModule({ imports: [SessionTestingModule.forRoot()], controllers: [ShopController] }),
    );
    const cookie = await cookieFor(app!, { userId: 'ada', items: ['x'] });
    expect((await get('/me', cookie)).body).toEqual({ stored: true, userId: 'ada' });
    expect((await get('/items', cookie, 'POST')).status).toBe(201);
    expect((await get('/me')).body).toEqual({ stored: false });
  });

  it('takes the options of SessionModule', async () => {
    const options = { cookie: { name: 'shop' }, userId: ({ userId }: { userId?: string }) => userId };
    const imports = [SessionTestingModule.forRoot(options)];
    await start(Test.createTestingModule({ imports, controllers: [ShopController] }));
    expect(await cookieFor(app!, { userId: 'ada' })).toMatch(/^shop=u/);
    expect(await cookieFor(app!, { userId: 'ada' }, { secure: true })).toMatch(/^__Host-shop=u/);
    expect(await cookieFor(app!, {})).toBe('');
  });

  it('lets overrideProvider(SessionStore) replace the store of the root module (C4)', async () => {
    await start(Test.createTestingModule({ imports: [AppModule] }));
    await expect(cookieFor(app!, { userId: 'ada' })).rejects.toMatchObject({ statusCode: 503 });
    await app!.close();
    await start(
      Test.createTestingModule({ imports: [AppModule] })
        .overrideProvider(SessionStore)
        .useValue(new MemorySessionStore()),
    );
    const cookie = await cookieFor(app!, { userId: 'ada' });
    expect((await get('/me', cookie)).body).toEqual({ stored: true, userId: 'ada' });
    expect((await get('/items', cookie, 'POST')).status).toBe(201);
  });

  it('makes cookies for a backend of the application', async () => {
    const backend = new SealedSessions({ keys });
    await start(
      Test.createTestingModule({
        imports: [SessionModule.forRoot({ backend })],
        controllers: [ShopController],
      }),
    );
    expect((await get('/me', await cookieFor(app!, { userId: 'ada' }))).body).toMatchObject({
      userId: 'ada',
    });
  });
});

describe('cookieFor', () => {
  it('is sent by fastify.inject', async () => {
    const module = await Test.createTestingModule({
      imports: [SessionTestingModule.forRoot()],
      controllers: [ShopController],
    }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    const headers = { cookie: await cookieFor(app, { userId: 'ada' }) };
    expect((await app.inject({ url: '/me', headers })).json()).toEqual({ stored: true, userId: 'ada' });
    const added = await app.inject({ method: 'POST', url: '/items' });
    expect(added.cookies).toMatchObject([{ name: 'session' }]);
    await app.close();
  });
});
