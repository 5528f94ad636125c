import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { ShopApp } from './shop-app.js';

const SKU = 'DRI-001';

let shop: ShopApp;
beforeAll(async () => {
  shop = await ShopApp.start({ LAB: 'on', LAB_TOKEN: 'a-token-of-the-lab', CLUSTER_ID: 'once' });
});
afterAll(() => shop.stop());

function buy(visitor: Visitor, key: string = crypto.randomUUID(), headers: Record<string, string> = {}) {
  const address = { name: 'Ada', street: '12 Lane', city: 'Dublin', postcode: 'D04', country: 'IE' };
  const order = { address, delivery: 'standard', payment: { token: 'tok_ok' } };
  return visitor.send('POST', '/api/checkout', order, { 'idempotency-key': key, ...headers });
}

async function orders(visitor: Visitor, headers: Record<string, string> = {}): Promise<unknown[]> {
  const answer = await visitor.request('/api/orders', { headers });
  return ((await answer.json()) as { items: unknown[] }).items;
}

it.each(['memory', 'redis', 'near', 'memcached', 'postgres', 'token'])(
  'makes one order of one cart, ordered from two tabs with two keys at once: %s',
  async (state) => {
    const customer = await shop.customer();
    expect((await customer.send('PUT', '/api/lab/mode', { routing: 'any', state })).status).toBe(200);
    for (const repeat of [1, 2]) {
      expect((await customer.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 })).status).toBe(201);
      const answers = await Promise.all([buy(customer), buy(customer)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect(await orders(customer)).toHaveLength(repeat);
      expect(await (await customer.request('/api/cart')).json()).toMatchObject({ items: [] });
    }
  },
);

it('makes one order of the cart of an API client, ordered with two keys at once', async () => {
  const { email } = await shop.customer();
  const client = shop.visitor();
  const password = 'correct horse battery staple';
  const token = await client.send('POST', '/api/auth/token', { email, password });
  const bearer = {
    authorization: `Bearer ${((await token.json()) as { access_token: string }).access_token}`,
  };
  await client.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 }, bearer);
  const answers = await Promise.all([buy(client, undefined, bearer), buy(client, undefined, bearer)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(await orders(client, bearer)).toHaveLength(1);
});

it('marks a replay, and answers it as it answered the first request', async () => {
  const customer = await shop.customer();
  const key = crypto.randomUUID();
  await customer.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 });
  const first = await buy(customer, key);
  const again = await buy(customer, `"${key}"`);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(await again.text()).toBe(await first.text());
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(again.headers.get('idempotency-replayed')).toBe('true');
});
