import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShopApp } from './shop-app.js';

describe('GET /metrics', () => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start()));
  afterAll(() => shop.stop());

  const metrics = async () => (await shop.visitor().request('/metrics')).text();

  it('is a 404 for a request that a proxy forwarded', async () => {
    for (const [name, value] of [
      ['x-forwarded-for', '192.0.2.1'],
      ['forwarded', 'for=192.0.2.1'],
    ])
      for (const path of ['/metrics', '/%6detrics', '/metrics?x=1'])
        expect((await shop.visitor({ [name!]: value! }).request(path)).status).toBe(404);
  });

  it('counts and times requests by route template, method, class of status and mode', async () => {
    await (await shop.visitor().request('/api/products/no-such-good')).text();
    await (await shop.visitor().request('/api/products/nor-such-a-one')).text();
    const labels = 'route="/api/products/:slug",method="GET",status="4xx",routing="cookie",state="memory"';
    const text = await metrics();
    expect(text).toContain(`http_requests_total{${labels},replica="shop-1"} 2`);
    expect(text).toContain(`http_request_duration_seconds_count{replica="shop-1",${labels}} 2`);
    expect(text).not.toContain('no-such-good');
  });

  it('has one label for all that no route matches', async () => {
    for (const path of ['/api/a', '/api/b', '/wp-login.php'])
      await (await shop.visitor().request(path, { method: 'POST' })).text();
    expect(await metrics()).toMatch(
      /route="unmatched",method="POST",status="4xx",routing="cookie",state="memory",replica="shop-1"} 3/,
    );
  });

  it('has Node’s own measurements, with the replica named', async () => {
    expect(await metrics()).toMatch(/process_resident_memory_bytes{replica="shop-1"} \d+/);
  });
});
