import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Draining } from '@app/replica';
import { ShopApp } from './shop-app.js';

const ready = async (shop: ShopApp) => {
  const response = await shop.visitor().request('/health/ready');
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('health', () => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start()));
  afterAll(() => shop.stop());

  it('is live', async () => {
    const response = await shop.visitor().request('/health/live');
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('is ready, with its dependencies up', async () => {
    // Connections are opened while the first probe comes in, and its answer is remembered for two seconds.
    await vi.waitFor(
      async () =>
        expect(await ready(shop)).toMatchObject({
          status: 200,
          body: {
            status: 'ready',
            dependencies: { postgres: { status: 'up' }, redis: { status: 'up' } },
          },
        }),
      { timeout: 5000, interval: 200 },
    );
  });

  it('stays out of the log while it goes well', async () => {
    await ready(shop);
    expect(
      shop.logs.filter((line) => line.includes('/health/ready') && line.includes('"msg":"request"')),
    ).toEqual([]);
  });
});

describe('health without dependencies', () => {
  it('is still ready, within a second, and says what is degraded', async () => {
    const nothing = 'redis://127.0.0.1:1';
    const shop = await ShopApp.start({
      REDIS_URL: nothing,
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    });
    const started = performance.now();
    const { status, body } = await ready(shop);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ready',
      dependencies: { postgres: { status: 'degraded' }, redis: { status: 'degraded' } },
    });
    const goods = await shop.visitor().request('/api/products');
    expect(goods.status).toBe(503);
    expect(goods.headers.get('retry-after')).toBe('1');
    await shop.stop();
  });
});

describe('health of a replica that was told to stop', () => {
  it('is unready at once, and live while it serves on', async () => {
    const shop = await ShopApp.start({ DRAIN_SECONDS: '1' });
    const drained = shop.app.get(Draining).drain();
    expect(await ready(shop)).toMatchObject({ status: 503, body: { status: 'draining' } });
    expect((await shop.visitor().request('/health/live')).status).toBe(200);
    expect((await shop.visitor().request('/api/products')).status).toBe(200);
    await drained;
    await shop.stop();
  });
});
