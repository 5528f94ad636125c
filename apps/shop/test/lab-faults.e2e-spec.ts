import { randomUUID } from 'node:crypto';
import { Response } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Draining } from '@app/replica';
import { labEvents, untilEvent } from './lab-events.js';
import { expectProblem } from './problem.js';
import { ShopApp } from './shop-app.js';

const TOKEN = 'a-token-of-the-test';
const CROWD = { preset: 'sticky', visitors: 5, rate: 5 };

interface Listed {
  items: { id: string; state: string; since: string; requests: number; sessions: number; rssBytes: number }[];
}

describe('the lab of one replica', () => {
  let shop: ShopApp;
  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'on', LAB_TOKEN: TOKEN, PUBLIC_ORIGINS: 'https://shop.example' });
  });
  afterAll(() => shop.stop());

  const post = (path: string, headers: Record<string, string> = {}, body: unknown = {}) =>
    shop.visitor().send('POST', path, body, headers);
  const replicas = async () =>
    ((await (await shop.visitor().request('/api/lab/replicas')).json()) as Listed).items;

  it('lists itself where it was told of no other', async () => {
    const [before] = await replicas();
    await (await shop.visitor().request('/api/products')).arrayBuffer();
    const [self, ...others] = await replicas();
    expect(others).toEqual([]);
    expect(self).toMatchObject({ id: 'shop-1', state: 'up', requests: before!.requests + 1 });
    expect(self!.rssBytes).toBeGreaterThan(10_000_000);
    expect(Date.parse(self!.since)).toBeLessThan(Date.now());
  });

  it.each(['evil.example', 'shop.example:8080', '127.0.0.1.evil.example', '10.0.0.1:80'])(
    'breaks nothing for a page of Host %s',
    async (host) => {
      for (const path of ['replicas/shop-1/crash', 'replicas', 'stores/redis/stop', 'crowd'])
        await expectProblem(await postAs(host, `/api/lab/${path}`), 403);
    },
  );

  it('breaks nothing for another site', async () => {
    const path = '/api/lab/replicas/shop-1/crash';
    await expectProblem(await post(path, { origin: 'https://evil.example' }), 403);
    await expectProblem(await post(path, { 'sec-fetch-site': 'same-site', origin: shop.url }), 403);
  });

  it('lets in by its own address, by a public origin, or by the token', async () => {
    const path = '/api/lab/replicas/nobody/crash';
    await expectProblem(await post(path, { origin: shop.url }), 404);
    await expectProblem(await postAs('localhost:8080', path), 404);
    await expectProblem(await postAs('shop.example', path), 404);
    await expectProblem(await postAs('evil.example', path, { 'x-lab-token': TOKEN }), 404);
    await expectProblem(await postAs('evil.example', path, { 'x-lab-token': `${TOKEN}!` }), 403);
  });

  it('says of itself to other replicas alone', async () => {
    await expectProblem(await shop.visitor().request('/api/lab/self'), 403);
    await expectProblem(await post('/api/lab/self/crash'), 403);
    const answer = await shop.visitor({ 'x-lab-token': TOKEN }).request('/api/lab/self');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: 'shop-1' });
  });

  it.each([
    ['replicas/shop-1/explode', {}],
    ['replicas/shop-1/pause', { seconds: 0 }],
    ['replicas/shop-1/pause', { seconds: 31 }],
    ['replicas/shop-1/pause', { minutes: 1 }],
    ['stores/redis/explode', {}],
    ['crowd', {}],
    ['crowd', { ...CROWD, state: 'redis' }],
    ['crowd', { ...CROWD, visitors: 301 }],
    ['crowd', { ...CROWD, against: { routing: 'any' } }],
  ])('refuses POST /api/lab/%s %j', async (path, body) => {
    await expectProblem(await post(`/api/lab/${path}`, {}, body), 400);
  });

  it.each(['replicas', 'stores/redis/stop', 'stores/redis/start'])(
    'says of POST /api/lab/%s that it needs a launcher',
    async (path) => {
      const problem = await expectProblem(await post(`/api/lab/${path}`), 409);
      expect(problem.detail).toContain('npm run demo');
    },
  );

  it('says of the crowd that it needs a launcher', async () => {
    await expectProblem(await post('/api/lab/crowd', {}, CROWD), 409);
    await expectProblem(await shop.visitor().request('/api/lab/crowd'), 409);
  });

  it('tells what happens, once a second: requests, latencies, stores', async () => {
    const visitor = shop.visitor();
    let events = 0;
    const event = await untilEvent(shop.url, ({ total }) => {
      void visitor.request('/api/products').then((answer) => answer.arrayBuffer());
      events += 1;
      return (total.requestsPerSecond ?? 0) > 0;
    });
    expect(events).toBeGreaterThan(1);
    expect(event.replicas).toMatchObject([{ id: 'shop-1', state: 'up' }]);
    expect(event.total.p50Ms).toBeGreaterThan(0);
    expect(event.total.p99Ms).toBeGreaterThanOrEqual(event.total.p50Ms!);
    expect(event.stores).toMatchObject([
      { name: 'redis', state: 'up' },
      { name: 'postgres', state: 'up' },
      { name: 'memcached', state: 'up' },
    ]);
    expect(event.stores[0]!.commandsPerSecond).toBeGreaterThan(0);
    expect(event.launcher).toBeNull();
  });

  it('counts a session that a visitor names and it does not have, once', async () => {
    const lost = async () => (await untilEvent(shop.url, () => true)).replicas[0]!.sessionsLost!;
    const before = await lost();
    const visitor = shop.visitor();
    await visitor.setCookie('session_memory_test', `${'a'.repeat(22)}.${randomUUID()}`);
    for (let look = 0; look < 3; look++) await (await visitor.request('/api/cart')).arrayBuffer();
    expect(await lost()).toBe(before + 1);
  });

  it('ends its streams when it drains, so that browsers go to another replica', async () => {
    const draining = await ShopApp.start({ LAB: 'on' });
    let drained: Promise<void> | undefined;
    // The loop ends because the stream does.
    for await (const event of labEvents(draining.url)) {
      expect(event.replicas).toHaveLength(1);
      drained ??= draining.app.get(Draining).drain(0);
    }
    await drained;
    await draining.stop();
  });

  /** No fetch sends a Host of our choice. */
  async function postAs(host: string, path: string, headers: Record<string, string> = {}) {
    const {
      statusCode,
      headers: answered,
      payload,
    } = await shop.app.inject({
      method: 'POST',
      url: path,
      headers: { host, 'content-type': 'application/json', ...headers },
      payload: '{}',
    });
    const type = String(answered['content-type']);
    return new Response(payload, { status: statusCode, headers: { 'content-type': type } });
  }
});

describe('a shop that is no lab', () => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start({ LAB: 'off', LAB_TOKEN: TOKEN })));
  afterAll(() => shop.stop());

  it.each([
    ['GET', 'replicas'],
    ['GET', 'events'],
    ['GET', 'self'],
    ['GET', 'crowd'],
    ['POST', 'replicas'],
    ['POST', 'replicas/shop-1/crash'],
    ['POST', 'self/crash'],
    ['POST', 'stores/redis/stop'],
    ['POST', 'crowd'],
    ['DELETE', 'crowd'],
  ])('has no %s /api/lab/%s', async (method, path) => {
    const answer = await shop.visitor({ 'x-lab-token': TOKEN }).request(`/api/lab/${path}`, { method });
    await expectProblem(answer, 404);
  });
});
