import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import {
  Controller,
  Get,
  Logger,
  Module,
  Post,
  Session as SessionOf,
  type DynamicModule,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  KeyRing,
  MemorySessionStore,
  RedisSessionStore,
  SessionModule,
  SessionStore,
  type Session,
  type SessionModuleOptions,
} from '../src/index.js';
import { Browser, startSessionApp, type SessionApp } from './session-app.js';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const base64 = randomBytes(32).toString('base64');
const keys = KeyRing.parse(`1:${base64}`);
const adapters = { express: () => new ExpressAdapter(), fastify: () => new FastifyAdapter() } as const;

@Controller()
class NoteController {
  @Post('note')
  write(@SessionOf() session: Session) {
    session.note = 'x';
  }

  @Get('note')
  read(@SessionOf() session: Session) {
    return { note: session.note };
  }
}

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  closing = [];
});

function moduleOf(imports: DynamicModule[]): new () => object {
  @Module({ imports, controllers: [NoteController] })
  class AppModule {}
  return AppModule;
}

async function start(options: SessionModuleOptions, platform: 'express' | 'fastify'): Promise<SessionApp> {
  const app = await startSessionApp(options, platform);
  closing.push(() => app.close());
  return app;
}

describe.each(['express', 'fastify'] as const)('SessionModule on %s', (platform) => {
  it('uses the store that a testing module overrides', async () => {
    const unused = new MemorySessionStore();
    const store = new MemorySessionStore();
    const testing = await Test.createTestingModule({
      imports: [moduleOf([SessionModule.forRoot({ store: unused, keys })])],
    })
      .overrideProvider(SessionStore)
      .useValue(store)
      .compile();
    const app = testing.createNestApplication(adapters[platform](), { logger: false });
    await app.listen(0, '127.0.0.1');
    closing.push(() => app.close());
    const browser = new Browser({ url: await app.getUrl() });
    await browser.send('POST', '/note');
    expect((await browser.send('GET', '/note')).body).toEqual({ note: 'x' });
    expect([unused.size, store.size]).toEqual([0, 1]);
  });

  it('says so if it is imported twice', async () => {
    const twice = [60, 90].map((idleSeconds) =>
      SessionModule.forRoot({ store: new MemorySessionStore(), keys, idleSeconds }),
    );
    const creating = NestFactory.create(moduleOf(twice), adapters[platform](), {
      logger: false,
      abortOnError: false,
    });
    await expect(creating).rejects.toThrow('SessionModule is imported twice');
  });

  it('closes what the store has opened, when the application shuts down', async () => {
    const close = vi.fn();
    const app = await startSessionApp(
      { store: Object.assign(new MemorySessionStore(), { close }), keys },
      platform,
    );
    await app.close();
    expect(close).toHaveBeenCalledOnce();
  });

  it('sets a Secure, partitioned cookie for pages embedded in other sites', async () => {
    const cookie = { sameSite: 'none', partitioned: true } as const;
    const app = await start({ store: new MemorySessionStore(), keys, cookie }, platform);
    const browser = new Browser(app);
    const { headers } = await browser.send('POST', '/note', { note: 'x' });
    const [line] = headers.getSetCookie();
    expect(line).toMatch(/^__Host-session=[^;]+;/);
    for (const attribute of ['Secure', 'SameSite=None', 'Partitioned', 'HttpOnly', 'Path=/'])
      expect(line?.split('; ')).toContain(attribute);
    expect((await browser.send('GET', '/session')).body).toMatchObject({ note: 'x' });
  });

  it('warns once of a proxy that is not trusted, and sets a cookie that is not Secure', async () => {
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    @Module({
      imports: [SessionModule.forRoot({ store: new MemorySessionStore(), keys })],
      controllers: [NoteController],
    })
    class AppModule {}
    const app = await NestFactory.create(AppModule, adapters[platform](), { logger: false });
    await app.listen(0, '127.0.0.1');
    closing.push(() => app.close());
    const browser = new Browser({ url: await app.getUrl() });
    for (let at = 0; at < 2; at++) await browser.send('POST', '/note', {}, { 'x-forwarded-proto': 'https' });
    expect(browser.cookies.has('session')).toBe(true);
    expect(warned.mock.calls).toEqual([[expect.stringContaining('trust proxy')]]);
    warned.mockRestore();
  });

  it('answers 503 while Redis is unreachable, and logs the outage once', async () => {
    const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const redis = new Redis({
      port: 1,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      commandTimeout: 250,
    });
    closing.push(async () => redis.disconnect());
    const app = await start({ store: new RedisSessionStore({ redis }), keys }, platform);
    await new Promise((resolve) => redis.once('close', () => resolve(undefined)));
    for (let at = 0; at < 3; at++) {
      const answer = await new Browser(app).send('POST', '/note', { note: 'x' });
      expect(answer).toMatchObject({ status: 503, setCookies: [] });
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await new Browser(app).send('GET', '/none')).status).toBe(200);
    const outages = logged.mock.calls.map(([message]) => String(message));
    expect(outages).toEqual([
      expect.stringContaining('The session store is unavailable (create): connect ECONNREFUSED'),
    ]);
    logged.mockRestore();
  });
});

describe('options of SessionModule', () => {
  const store = new MemorySessionStore();
  it.each<[string, object, string]>([
    ['idleSeconds NaN', { store, keys, idleSeconds: NaN }, '`idleSeconds` must be a whole number from 1'],
    ['idleSeconds Infinity', { store, keys, idleSeconds: Infinity }, '`idleSeconds` must be a whole number'],
    ['absoluteSeconds 0', { store, keys, absoluteSeconds: 0 }, '`absoluteSeconds` must be a whole number'],
    [
      'absoluteSeconds 1.5',
      { store, keys, absoluteSeconds: 1.5 },
      '`absoluteSeconds` must be a whole number',
    ],
    ['absoluteSeconds as text', { store, keys, absoluteSeconds: '60' }, '`absoluteSeconds` must be a whole'],
    ['no keys', { store }, 'SESSION_KEYS="1:$(openssl rand -base64 32)"'],
    ['empty keys', { store, keys: '' }, 'SESSION_KEYS="1:$(openssl rand -base64 32)"'],
    ['a hexadecimal key', { store, keys: `1:${randomBytes(32).toString('hex')}` }, 'is hexadecimal'],
    ['a short key', { store, keys: `1:${randomBytes(16).toString('base64')}` }, 'has 16 bytes'],
    ['no store', { keys }, '`store: new RedisSessionStore({ redis })`'],
    ['userId as a name', { store, keys, userId: 'userId' }, '`userId: (data) => data.userId`'],
    ['a limit without an index', { store, keys, maxSessionsPerUser: 3 }, 'no index'],
    ['sameSite None', { store, keys, cookie: { sameSite: 'None' } }, "'lax', 'strict' or 'none'"],
    ['partitioned alone', { store, keys, cookie: { partitioned: true } }, "`sameSite: 'none'`"],
    ['a cookie name with a space', { store, keys, cookie: { name: 'my session' } }, 'cookie name'],
    ['a cookie name with its prefix', { store, keys, cookie: { name: '__Host-id' } }, 'without its prefix'],
    ['paths as text', { store, keys, paths: '/api' }, '`paths` must be a function'],
    ['an undefined backend', { backend: undefined }, '`store: new RedisSessionStore({ redis })`'],
    ['no options', {}, '`store: new RedisSessionStore({ redis })`'],
  ])('refuse %s at start, in one sentence', async (_name, options, sentence) => {
    const creating = NestFactory.create(
      moduleOf([SessionModule.forRoot(options as SessionModuleOptions)]),
      new FastifyAdapter(),
      { logger: false, abortOnError: false },
    );
    await expect(creating).rejects.toThrow(sentence);
  });

  it('refuse an address instead of a connection to Redis', () => {
    expect(() => new RedisSessionStore({ redis: 'redis://127.0.0.1' as never })).toThrow('new Redis(');
    expect(() => new RedisSessionStore({} as never)).toThrow('new Redis(');
  });
});
