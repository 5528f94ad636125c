import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { expectProblem } from './problem.js';
import { PASSWORD, ShopApp } from './shop-app.js';

interface CartAnswer {
  readonly items: { readonly sku: string; readonly quantity: number }[];
  readonly version: number;
}

const cartOf = async (visitor: Visitor) => (await (await visitor.request('/api/cart')).json()) as CartAnswer;

describe.each(['memory', 'redis', 'token'])('bad input, with sessions in %s', (state) => {
  let shop: ShopApp;
  let visitor: Visitor;
  let sku: string;
  let before: CartAnswer;

  beforeAll(async () => {
    shop = await ShopApp.start({ SHOP_STATE: state });
    visitor = await shop.customer();
    const products = (await (await visitor.request('/api/products?limit=1')).json()) as {
      items: { sku: string }[];
    };
    sku = products.items[0]!.sku;
    expect((await visitor.send('POST', '/api/cart/items', { sku, quantity: 2 })).status).toBe(201);
    before = await cartOf(visitor);
  });
  afterAll(() => shop.stop());

  it.each([0, -1, 1.5, 1e9, '1', null, [], {}])(
    'refuses a quantity of %j, and changes nothing',
    async (quantity) => {
      const problem = await expectProblem(
        await visitor.send('POST', '/api/cart/items', { sku, quantity }),
        400,
      );
      expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['#/quantity']);
      await expectProblem(await visitor.send('PATCH', `/api/cart/items/${sku}`, { quantity }), 400);
      expect(await cartOf(visitor)).toEqual(before);
    },
  );

  it('refuses an unknown product', async () => {
    const response = await visitor.send('POST', '/api/cart/items', { sku: 'no-such-good', quantity: 1 });
    expect(response.status).toBeLessThan(500);
    await expectProblem(response, response.status);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await cartOf(visitor)).toEqual(before);
  });

  it.each(['{', '{"sku": }', 'null', '[]', '"text"', ''])('refuses the body %j', async (body) => {
    const response = await visitor.request('/api/cart/items', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await expectProblem(response, 400);
    expect(await cartOf(visitor)).toEqual(before);
  });

  it('refuses no body at all', async () => {
    await expectProblem(await visitor.request('/api/cart/items', { method: 'POST' }), 400);
  });

  it('refuses a body that would change prototypes', async () => {
    const response = await visitor.request('/api/cart/items', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"sku":"${sku}","quantity":1,"__proto__":{"admin":true}}`,
    });
    await expectProblem(response, 400);
  });

  it('refuses a body of 1 MB', async () => {
    const response = await visitor.send('POST', '/api/cart/items', {
      sku: 'x'.repeat(1024 * 1024),
      quantity: 1,
    });
    await expectProblem(response, 413);
    expect(await cartOf(visitor)).toEqual(before);
  });

  it.each(['?limit=0', '?limit=-1', '?limit=1e9', '?limit=x', '?cursor=junk', '?cursor=%00', '?search=%00'])(
    'answers the query %s without an error of its own',
    async (query) => {
      const response = await visitor.request(`/api/products${query}`);
      if (response.status !== 200) await expectProblem(response, 400);
      else await response.text();
    },
  );

  it.each(['\u0000', '\uD800', '\uDC4B\uD83D'])(
    'refuses %j in any text, and changes nothing',
    async (bad) => {
      const post = (path: string, body: unknown) => visitor.send('POST', path, body);
      const login = { email: `a${bad}@example.com`, password: PASSWORD };
      const address = {
        name: `A${bad}`,
        street: 'Way 1',
        postalCode: '10115',
        city: 'Berlin',
        country: 'DE',
      };
      for (const response of [
        await post('/api/cart/items', { sku: `${sku}${bad}`, quantity: 1 }),
        await post('/api/cart/items', { sku, quantity: 1, [`a${bad}`]: 1 }),
        await post('/api/auth/login', login),
        await post('/api/auth/token', login),
        await post('/api/auth/register', { ...login, name: 'A' }),
        await post('/api/auth/refresh', { refresh_token: bad }),
        await visitor.request('/api/checkout', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          body: JSON.stringify({ address }),
        }),
      ])
        expect((await expectProblem(response, 400)).errors?.[0]?.detail).toMatch(/NUL/);
      expect(await cartOf(visitor)).toEqual(before);
    },
  );

  it.each(['/api/products?category=%00', '/api/products?a%00=b', '/api/products/%00', '/api/orders/a%00'])(
    'refuses the NUL in %s',
    async (path) => {
      await expectProblem(await visitor.request(path), 400);
    },
  );

  it.each([[['\0', 'a']], [['a', '\uD800']]])('refuses a cursor that holds %j', async (position) => {
    const cursor = Buffer.from(JSON.stringify(position)).toString('base64url');
    await expectProblem(await visitor.request(`/api/products?cursor=${cursor}`), 400);
  });

  it.each(['junk', 'a.b.c', '', `${'x'.repeat(5000)}`])(
    'takes the bearer token %j for nobody',
    async (token) => {
      const response = await shop.visitor({ authorization: `Bearer ${token}` }).request('/api/auth/me');
      await expectProblem(response, 401);
    },
  );
});

describe.each(['memory', 'redis', 'token'])('a forged cookie, with sessions in %s', (state) => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start({ SHOP_STATE: state })));
  afterAll(() => shop.stop());

  it.each(['junk', 'a.b', '%', `g.${'A'.repeat(43)}`, 'x'.repeat(3000)])(
    'is no session where it says %j: public routes answer, others refuse, nothing is written',
    async (value) => {
      const names = [`session_${state}_test`, 'access_test', 'refresh_test'];
      const cookie = names.map((name) => `${name}=${value}`).join('; ');
      const visitor = shop.visitor({ cookie });
      const open = await visitor.request('/api/cart');
      expect(open.status).toBe(200);
      expect(await open.json()).toMatchObject({ items: [] });
      await expectProblem(await visitor.request('/api/auth/me'), 401);
      await expectProblem(await visitor.request('/api/orders'), 401);
      // A cookie may be cleared, but none is issued that holds anything.
      for (const line of open.headers.getSetCookie()) expect(line).toMatch(/^[^=]+=;/);
    },
  );
});
