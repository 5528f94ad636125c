import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from './problem.js';
import { ShopApp } from './shop-app.js';

describe('the cross-site rule', () => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start({ PUBLIC_ORIGINS: 'https://shop.example' })));
  afterAll(() => shop.stop());

  const logIn = (headers: Record<string, string>) =>
    shop
      .visitor()
      .send('POST', '/api/auth/login', { email: 'nobody@example.com', password: 'wrong' }, headers);

  it.each(['cross-site', 'same-site', 'nonsense'])(
    'refuses Sec-Fetch-Site: %s, login included',
    async (site) => {
      await expectProblem(await logIn({ 'sec-fetch-site': site }), 403);
    },
  );

  it.each(['same-origin', 'none'])('lets Sec-Fetch-Site: %s through', async (site) => {
    await expectProblem(await logIn({ 'sec-fetch-site': site }), 401);
  });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])('refuses Origin: %s', async (origin) => {
    await expectProblem(await logIn({ origin }), 403);
  });

  it('lets the shop’s own origin through, and a public one', async () => {
    await expectProblem(await logIn({ origin: shop.url }), 401);
    await expectProblem(await logIn({ origin: 'https://shop.example' }), 401);
  });

  it('believes the browser before the origin', async () => {
    await expectProblem(await logIn({ 'sec-fetch-site': 'cross-site', origin: 'https://shop.example' }), 403);
  });

  it('lets clients through that are no browsers', async () => {
    await expectProblem(await logIn({}), 401);
  });

  it('does not apply to Authorization, which no browser adds by itself', async () => {
    const response = await logIn({ 'sec-fetch-site': 'cross-site', authorization: 'Bearer junk' });
    expect(response.status).toBe(401);
  });

  it('does not apply to reading', async () => {
    const response = await shop
      .visitor()
      .request('/api/products', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(response.status).toBe(200);
  });

  it('refuses before a session is opened', async () => {
    const visitor = shop.visitor();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const response = await visitor.send('POST', '/api/cart/items', { sku: 'any', quantity: 1 }, headers);
    await expectProblem(response, 403);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
