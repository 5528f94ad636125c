import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, ShopApp } from './shop-app.js';

describe.each(['memory', 'redis', 'token'])('logs, with sessions in %s', (state) => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start({ SHOP_STATE: state, LOG_LEVEL: 'trace' })));
  afterAll(() => shop.stop());

  const lines = () => shop.logs.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('have one line a request, with its id, replica, route, status and time', async () => {
    const headers = { 'x-request-id': 'request-in-the-log' };
    await (await shop.visitor().request('/api/products/apple?token=in-the-query', { headers })).text();
    const ofRequest = lines().filter(
      ({ requestId, msg }) => requestId === 'request-in-the-log' && msg === 'request',
    );
    expect(ofRequest).toEqual([
      expect.objectContaining({
        replica: 'shop-1',
        method: 'GET',
        route: '/api/products/:slug',
        status: expect.any(Number),
        ms: expect.any(Number),
      }),
    ]);
  });

  it('hold no password, cookie or token of those who sign in, or fail to', async () => {
    const customer = await shop.customer();
    const { email } = customer;
    await shop.visitor().send('POST', '/api/auth/login', { email, password: `wrong ${PASSWORD}` });
    await customer.send('POST', '/api/auth/login', { email, password: PASSWORD });
    await (await customer.request('/api/auth/me')).text();
    const tokens = (await (
      await shop.visitor().send('POST', '/api/auth/token', { email, password: PASSWORD })
    ).json()) as Record<'access_token' | 'refresh_token', string>;
    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    await (await shop.visitor(bearer).request('/api/auth/me')).text();
    await (await shop.visitor({ authorization: 'Bearer junk-in-a-header' }).request('/api/auth/me')).text();
    await (await shop.visitor().request('/api/products?search=secret-in-a-query')).text();

    const cookies = (await customer.jar.getCookies(shop.url)).map(({ value }) => value);
    const secrets = [PASSWORD, tokens.access_token, tokens.refresh_token, ...cookies];
    expect(secrets.every((secret) => secret.length > 10)).toBe(true);
    const text = shop.logs.join('');
    for (const secret of [...secrets, 'junk-in-a-header', 'secret-in-a-query'])
      expect(text).not.toContain(secret);
    expect(text).toContain('/api/auth/login');
  });
});
