import 'reflect-metadata';
import { EventEmitter, once } from 'node:events';
import {
  Body,
  ConflictException,
  Controller,
  HttpCode,
  Module,
  Param,
  Post,
  type INestApplication,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  Idempotent,
  IdempotencyModule,
  MemoryIdempotencyStore,
  RedisIdempotencyStore,
  type IdempotencyOptions,
  type IdempotencyStore,
} from '../src/index.js';
import { RedisServer } from './redis-server.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

/** What the handlers did, and when they may go on. */
const acted: string[] = [];
const gate = new EventEmitter();

@Controller()
class TestController {
  @Post('orders/:shop')
  @Idempotent()
  order(@Param('shop') shop: string, @Body() { item }: { item: string }) {
    acted.push(`${shop} ${item}`);
    return { id: acted.length, item };
  }

  @Post('slow')
  @Idempotent()
  async slow() {
    acted.push('slow');
    gate.emit('entered');
    await once(gate, 'go');
    return { id: acted.length };
  }

  @Post('full')
  @Idempotent()
  full() {
    acted.push('full');
    if (acted.length === 1) throw new ConflictException('full');
    return { id: acted.length };
  }

  @Post('nothing')
  @HttpCode(204)
  @Idempotent()
  nothing() {
    acted.push('nothing');
  }
}

type Platform = 'express' | 'fastify';

async function start(platform: Platform, options: Partial<IdempotencyOptions>): Promise<INestApplication> {
  const store = options.store ?? new MemoryIdempotencyStore();
  const scopeOf = ({ headers }: { headers: Record<string, string> }) => headers['x-user'];
  @Module({
    imports: [IdempotencyModule.forRoot({ scopeOf, ...options, store })],
    controllers: [TestController],
  })
  class AppModule {}
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(AppModule, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}

async function post(app: INestApplication, path: string, key: string | undefined, body = {}, user = 'ada') {
  const response = await fetch(`${await app.getUrl()}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(user && { 'x-user': user }),
    },
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : undefined,
    replayed: response.headers.get('idempotency-replayed'),
  };
}

let redis: RedisServer;
const stores: [string, () => () => IdempotencyStore][] = [
  [
    'memory',
    () => {
      const store = new MemoryIdempotencyStore();
      return () => store;
    },
  ],
  [
    'Redis',
    () => {
      const prefix = `once:${Math.random()}:`;
      return () => new RedisIdempotencyStore({ redis: redis.connect(), prefix });
    },
  ],
];
const onBoth = stores.flatMap(([name, create]) =>
  (['fastify', 'express'] as const).map((platform) => [name, platform, create] as const),
);

beforeAll(async () => (redis = await RedisServer.start()));
beforeEach(() => void acted.splice(0));
afterAll(() => redis.stop());

describe.each(onBoth)('an idempotent route with its keys in %s, on %s', (_name, platform, createStores) => {
  let here: INestApplication;
  let there: INestApplication;
  beforeAll(async () => {
    const connect = createStores();
    here = await start(platform, { store: connect(), waitMs: 300 });
    there = await start(platform, { store: connect(), waitMs: 300 });
  });
  afterAll(() => Promise.all([here.close(), there.close()]));

  it('acts once, and gives a retry the first answer on any replica', async () => {
    const first = await post(here, '/orders/a', 'k1', { item: 'tea' });
    expect(first).toEqual({ status: 201, body: { id: 1, item: 'tea' }, replayed: null });
    for (const app of [here, there])
      expect(await post(app, '/orders/a', 'k1', { item: 'tea' })).toEqual({ ...first, replayed: 'true' });
    expect(acted).toEqual(['a tea']);
  });

  it('acts once for twins at the same moment', async () => {
    // On a busy machine the first may take longer than its twins wait: those ask again, as clients do.
    const order = async (app: INestApplication) => {
      for (;;) {
        const answer = await post(app, '/orders/a', 'k2', { item: 'tea' });
        if (answer.status !== 409) return answer;
      }
    };
    const twins = await Promise.all(Array.from({ length: 10 }, (_, at) => order(at % 2 ? here : there)));
    expect(twins.map(({ status, body }) => [status, body])).toEqual(
      Array.from({ length: 10 }, () => [201, { id: 1, item: 'tea' }]),
    );
    expect(acted).toHaveLength(1);
  });

  it('refuses the key for another body or another path, and does nothing', async () => {
    await post(here, '/orders/a', 'k3', { item: 'tea' });
    expect(await post(there, '/orders/a', 'k3', { item: 'coffee' })).toMatchObject({ status: 422 });
    expect(await post(there, '/orders/b', 'k3', { item: 'tea' })).toMatchObject({ status: 422 });
    expect(acted).toEqual(['a tea']);
  });

  it('keeps the keys of two users and of two routes apart', async () => {
    await post(here, '/orders/a', 'k4', { item: 'tea' });
    expect((await post(here, '/orders/a', 'k4', { item: 'tea' }, 'grace')).body).toMatchObject({ id: 2 });
    expect((await post(here, '/nothing', 'k4')).status).toBe(204);
    expect(acted).toHaveLength(3);
  });

  it('answers 409 while the first request runs on, and the answer afterwards', async () => {
    const entered = once(gate, 'entered');
    const first = post(here, '/slow', 'k5');
    await entered;
    expect(await post(there, '/slow', 'k5')).toMatchObject({ status: 409 });
    const waiting = post(there, '/slow', 'k5');
    gate.emit('go');
    expect(await first).toMatchObject({ status: 201, body: { id: 1 } });
    expect(await waiting).toMatchObject({ status: 201, body: { id: 1 }, replayed: 'true' });
    expect(acted).toEqual(['slow']);
  });

  it('lets a retry act where the first request failed', async () => {
    expect(await post(here, '/full', 'k6')).toMatchObject({ status: 409 });
    expect(await post(there, '/full', 'k6')).toMatchObject({ status: 201, replayed: null });
  });

  it('repeats an answer without a body', async () => {
    expect(await post(here, '/nothing', 'k7')).toMatchObject({ status: 204, body: undefined });
    expect(await post(there, '/nothing', 'k7')).toMatchObject({ status: 204, replayed: 'true' });
    expect(acted).toEqual(['nothing']);
  });

  it('asks for a usable key, and for a user', async () => {
    for (const key of [undefined, '', 'two words', 'x'.repeat(256)])
      expect(await post(here, '/orders/a', key)).toMatchObject({ status: 400 });
    expect(await post(here, '/orders/a', 'k8', {}, '')).toMatchObject({ status: 401 });
    expect(acted).toEqual([]);
  });
});

describe('an idempotent route whose store', () => {
  let app: INestApplication;
  afterEach(() => app.close());
  const refuses = async () => {
    throw new Error('away');
  };
  const away: IdempotencyStore = { claim: refuses, answer: refuses, release: refuses };

  it('is unavailable does nothing and says so', async () => {
    app = await start('fastify', { store: away });
    expect(await post(app, '/orders/a', 'k', { item: 'tea' })).toMatchObject({ status: 503 });
    expect(acted).toEqual([]);
  });

  it('is unavailable runs unguarded if a unique key stands behind it', async () => {
    app = await start('fastify', { store: away, whenStoreIsAway: 'run' });
    expect(await post(app, '/orders/a', 'k', { item: 'tea' })).toMatchObject({ status: 201 });
  });

  it('fails once it was acted still gives the answer', async () => {
    const memory = new MemoryIdempotencyStore();
    const store = { claim: memory.claim.bind(memory), answer: refuses, release: refuses };
    app = await start('fastify', { store });
    expect(await post(app, '/orders/a', 'k', { item: 'tea' })).toMatchObject({ status: 201 });
  });

  it('saw the lease run out lets a retry act', async () => {
    app = await start('fastify', { leaseMs: 30, waitMs: 1000 });
    const entered = once(gate, 'entered');
    const first = post(app, '/slow', 'k');
    await entered;
    const again = once(gate, 'entered');
    const second = post(app, '/slow', 'k');
    await again;
    gate.emit('go');
    expect([(await first).status, (await second).status]).toEqual([201, 201]);
    expect(acted).toHaveLength(2);
  });
});
