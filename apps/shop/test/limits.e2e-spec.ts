import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { Response } from 'undici';
import { PasswordHasher } from '@app/auth';
import { Tab } from '../../lab/src/client/tab.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { expectProblem } from './problem.js';
import { PASSWORD, ShopApp } from './shop-app.js';

const GUESTS = 20;
const STREAMS = 4;

/** A database that no other file writes to. */
const OWN_REDIS = () => `${inject('redisUrl')}/7`;

/** Another network for each test: the limits of the last minute are in Redis. */
let networks = 0;
const run = crypto.randomUUID().slice(0, 4);
const newNetwork = () => `2001:db8:${run}:${(++networks).toString(16)}:`;

const counts = (answers: readonly { status: number }[]) => {
  const found: Record<number, number> = {};
  for (const { status } of answers) found[status] = (found[status] ?? 0) + 1;
  return found;
};

async function expectRefusal(answer: Response): Promise<void> {
  await expectProblem(answer, 429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}

describe('the limits of one address', () => {
  let shop: ShopApp;
  let redis: Redis;
  beforeAll(async () => {
    shop = await ShopApp.start({
      ...{ LAB: 'on', SHOP_STATE: 'redis', SHOP_ROUTING: 'any', REPLICA_COUNT: '1', REDIS_URL: OWN_REDIS() },
      LIMIT_LOGINS: '200',
      ...{ LIMIT_GUEST_SESSIONS: String(GUESTS), LIMIT_STREAMS: String(STREAMS) },
    });
    redis = new Redis(OWN_REDIS());
  });
  afterAll(async () => {
    redis.disconnect();
    await shop.stop();
  });

  const from = (address: string) => shop.visitor({ 'x-forwarded-for': address });
  const register = (address: string, email: string) =>
    from(address).send('POST', '/api/auth/register', { email, password: PASSWORD, name: 'Eve' });
  const addToCart = (address: string) =>
    from(address).send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 });

  it('refuse an eleventh registration of a taken email in a minute, before any hash or query', async () => {
    const { email } = await shop.customer();
    const network = newNetwork();
    const hashes = vi.spyOn(shop.app.get(PasswordHasher), 'hash');
    const lookups = vi.spyOn(shop.app.get(PrismaService).user, 'findUnique');
    const answers = [];
    for (let at = 1; at <= 30; at++) answers.push(await register(`${network}:${at.toString(16)}`, email));
    expect(counts(answers)).toEqual({ 409: 10, 429: 20 });
    expect(lookups.mock.calls.length).toBeLessThanOrEqual(10);
    expect(hashes).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    await expectRefusal(answers.at(-1)!);
    expect((await register(`${newNetwork()}:1`, `new-${crypto.randomUUID()}@example.com`)).status).toBe(201);
  });

  it('do not count a registration whose body is refused', async () => {
    const network = newNetwork();
    const email = `new-${crypto.randomUUID()}@example.com`;
    for (let at = 0; at < 15; at++) {
      const answer = await from(`${network}:1`).send('POST', '/api/auth/register', {
        email,
        password: PASSWORD,
      });
      expect(answer.status).toBe(400);
    }
    expect((await register(`${network}:1`, email)).status).toBe(201);
  });

  it('count failed logins and registrations of one email together', async () => {
    const { email } = await shop.customer();
    const network = newNetwork();
    for (let guess = 0; guess < 10; guess++) {
      const answer = await from(`${network}:1`).send('POST', '/api/auth/login', {
        email,
        password: `${guess}`,
      });
      expect(answer.status).toBe(401);
    }
    await expectRefusal(await register(`${network}:2`, email));
  });

  it('bound the sessions that its guests begin, and serve other networks and visitors who have a session', async () => {
    const network = newNetwork();
    const early = from(`${network}:1`);
    const add = () => early.send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 });
    expect((await add()).status).toBe(201);
    const before = await redis.dbsize();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) => addToCart(`${network}:${(at + 2).toString(16)}`)),
    );
    expect(counts(answers)).toEqual({ 201: GUESTS - 1, 429: 61 - GUESTS });
    expect((await redis.dbsize()) - before).toBeLessThanOrEqual(GUESTS - 1);
    await expectRefusal(answers.find(({ status }) => status === 429)!);
    expect((await add()).status).toBe(201);
    expect((await addToCart(`${newNetwork()}:1`)).status).toBe(201);
  });

  it('bound the sessions that copies of one sealed cart begin by changes of the state', async () => {
    const network = newNetwork();
    const guest = from(`${network}:1`);
    await guest.send('PUT', '/api/lab/mode', { state: 'token' });
    expect((await guest.send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 })).status).toBe(201);
    const cookie = await guest.jar.getCookieString(shop.url);
    const records = async () => (await redis.keys('s:*')).length;
    const before = await records();
    const switches = [];
    for (let at = 0; at < GUESTS + 10; at++) {
      const copy = shop.visitor({ 'x-forwarded-for': `${network}:${(at + 2).toString(16)}`, cookie });
      switches.push(await copy.send('PUT', '/api/lab/mode', { state: 'redis' }));
    }
    // Those of other tests may expire meanwhile.
    expect((await records()) - before).toBeLessThanOrEqual(GUESTS);
    expect(counts(switches)).toEqual({ 200: GUESTS - 1, 429: 11 });
    await expectRefusal(switches.at(-1)!);
  });

  it('count a forged session cookie as a new guest', async () => {
    const network = newNetwork();
    const statuses = [];
    for (let at = 0; at < GUESTS + 5; at++) {
      const guest = shop.visitor({
        'x-forwarded-for': `${network}:1`,
        cookie: `session_redis_test=${'a'.repeat(22)}.${'b'.repeat(43)}`,
      });
      const answer = await guest.send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 });
      statuses.push(answer.status);
    }
    expect(statuses.slice(-5)).toEqual([429, 429, 429, 429, 429]);
  });

  it('bound its event streams, leave them open to others, and free their places when they close', async () => {
    const network = newNetwork();
    const stop = new AbortController();
    const watch = (address: string, { signal } = stop) =>
      from(address).request('/api/lab/events', { signal });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => watch(`${network}:${(at + 1).toString(16)}`)),
    );
    expect(counts(answers)).toEqual({ 200: STREAMS, 429: 10 - STREAMS });
    await expectRefusal(answers.find(({ status }) => status === 429)!);
    expect((await watch(`${newNetwork()}:1`)).status).toBe(200);
    stop.abort();
    await vi.waitFor(async () => {
      const one = new AbortController();
      const { status } = await watch(`${network}:1`, one);
      one.abort();
      expect(status).toBe(200);
    });
  });

  it('bound its sockets, and leave them open to others', async () => {
    const network = newNetwork();
    const tabs = await Promise.all(
      Array.from({ length: 10 }, () => Tab.open(from(`${network}:1`), { reconnection: false })),
    );
    const settled = (tab: Tab) => tab.welcomes.length + tab.refusals.length + tab.endings.length > 0;
    await Promise.all(tabs.map((tab) => tab.until(() => settled(tab))));
    expect(tabs.filter(({ welcomes, endings }) => welcomes.length > 0 && endings.length === 0)).toHaveLength(
      STREAMS,
    );
    const other = await Tab.welcome(from(`${newNetwork()}:1`));
    for (const tab of [...tabs, other]) tab.close();
  });
});

describe('a GET without cookies', () => {
  let shop: ShopApp;
  let redis: Redis;
  beforeAll(async () => {
    shop = await ShopApp.start({
      LAB: 'on',
      SHOP_STATE: 'redis',
      SHOP_ROUTING: 'any',
      REDIS_URL: OWN_REDIS(),
    });
    redis = new Redis(OWN_REDIS());
  });
  afterAll(async () => {
    redis.disconnect();
    await shop.stop();
  });

  it('of whoami says which replica answers and which session there is, and changes nothing', async () => {
    const guest = shop.visitor();
    const look = async () =>
      (await (await guest.request('/api/lab/whoami')).json()) as Record<string, unknown>;
    const none = { ref: null, createdAt: null, version: 0 };
    expect(await look()).toEqual({ replica: 'shop-1', routing: 'any', state: 'redis', session: none });
    await guest.send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 });
    const first = await look();
    expect(first).toMatchObject({ session: { ref: expect.any(String) as string, version: 1 } });
    expect(await look()).toEqual(first);
  });

  it.each(['redis', 'near', 'postgres', 'memcached', 'memory', 'token'])(
    'of any route stores nothing and sets no session, nor does choosing %s',
    async (state) => {
      const document = (await (await shop.visitor().request('/api/openapi.json')).json()) as {
        paths: Record<string, Record<string, unknown>>;
      };
      const paths = Object.entries(document.paths)
        .filter(([path, { get }]) => get !== undefined && !path.endsWith('/events'))
        .map(([path]) => path.replace(/\{[^}]+\}/g, 'x'));
      expect(paths).toContain('/api/lab/whoami');
      const guest = shop.visitor();
      const before = await redis.keys('*');
      await guest.send('PUT', '/api/lab/mode', { state });
      for (const path of paths) {
        const answer = await guest.request(path);
        await answer.arrayBuffer();
        expect(answer.headers.getSetCookie().filter((line) => line.startsWith('session_'))).toEqual([]);
      }
      // Not their number: what earlier tests stored expires meanwhile.
      expect((await redis.keys('*')).filter((key) => !before.includes(key))).toEqual([]);
    },
  );
});
