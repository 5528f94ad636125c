import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { Shopper } from '../../lab/src/testing/shopper.js';
import { Tab, type TabOptions } from '../../lab/src/client/tab.js';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { SocketChecks } from '../src/live/socket-checks.js';
import { PASSWORD, ShopApp } from './shop-app.js';

const SKU = 'FRU-001';
const STATES = ['sticky', 'external', 'hybrid', 'stateless', 'memcached', 'postgres'];

describe('live updates of one replica', () => {
  let shop: ShopApp;
  let redis: Redis;
  const tabs: Tab[] = [];
  beforeAll(async () => {
    // A database of its own, in which no other file's keys come and go.
    const url = `${inject('redisUrl')}/8`;
    shop = await ShopApp.start({ LAB: 'on', PUBLIC_ORIGINS: 'https://shop.example', REDIS_URL: url });
    redis = new Redis(url);
  });
  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.close();
  });
  afterAll(async () => {
    redis.disconnect();
    await shop.stop();
  });

  async function tab(visitor: Visitor, options?: TabOptions): Promise<Tab> {
    const opened = await Tab.welcome(visitor, options);
    tabs.push(opened);
    return opened;
  }

  async function refused(visitor: Visitor, options: TabOptions): Promise<Tab> {
    const opened = await Tab.open(visitor, { reconnection: false, ...options });
    tabs.push(opened);
    await opened.until(() => opened.refusals.length > 0);
    expect(opened.welcomes).toEqual([]);
    return opened;
  }

  async function tokenOf(email: string): Promise<string> {
    const answer = await shop.visitor().send('POST', '/api/auth/token', { email, password: PASSWORD });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  it('a guest who stores nothing gets a socket, and it costs nothing: no session, no cookie, no key', async () => {
    const before = await redis.keys('*');
    const guest = shop.visitor();
    const handshake = await guest.request('/socket.io/?EIO=4&transport=polling');
    expect(handshake.status).toBe(200);
    expect(handshake.headers.getSetCookie()).toEqual([]);
    expect(handshake.headers.get('x-served-by')).toBe('shop-1');
    expect((await tab(guest)).welcomes).toEqual([{ follows: 'nothing', replica: 'shop-1' }]);
    expect((await redis.keys('*')).filter((key) => !before.includes(key))).toEqual([]);
  });

  it.each([
    'session_memory_test=junk.junk',
    'session_token_test=junk',
    'access_test=junk.junk.junk',
    'io=x; a; =;',
  ])('the cookie %s is no session', async (cookie) => {
    const { welcomes } = await tab(shop.visitor(), { headers: { cookie } });
    expect(welcomes[0]!.follows).toBe('nothing');
  });

  it.each(STATES)('%s: the cart follows to the visitor’s other tab, and to nobody else’s', async (state) => {
    const shopper = await Shopper.in(state, shop.url);
    const other = await Shopper.in(state, shop.url);
    for (const visitor of [shopper, other]) expect((await visitor.add('FRU-002')).status).toBe(201);
    const [one, two, foreign] = [await tab(shopper), await tab(shopper), await tab(other)];
    expect(two.welcomes[0]!.follows).toBe('session');
    expect((await shopper.add(SKU)).status).toBe(201);
    for (const each of [one, two]) {
      await each.until(() => each.messages('cart').length > 0);
      expect(each.messages('cart')).toEqual([{ version: 2 }]);
    }
    await other.add(SKU);
    await foreign.until(() => foreign.messages('cart').length > 0);
    expect(foreign.messages('cart')).toHaveLength(1);
    expect(two.messages('cart')).toHaveLength(1);
  });

  it.each(STATES)('%s: a login and a logout end the sockets of the session before', async (state) => {
    const shopper = await Shopper.in(state, shop.url);
    await shopper.add(SKU);
    const guest = await tab(shopper);
    expect((await shopper.register()).status).toBe(201);
    if (state !== 'stateless') await guest.until(() => guest.endings.length > 0);
    const customer = await tab(shopper);
    expect((await shopper.send('POST', '/api/auth/logout', {})).status).toBe(204);
    await customer.until(() => customer.endings.length > 0);
    expect(customer.endings).toEqual(['io server disconnect']);
    expect((await tab(shopper)).welcomes[0]!.follows).toBe('nothing');
  });

  it('a change of the state ends the sockets of the old one, and the new ones follow', async () => {
    const shopper = await Shopper.in('external', shop.url);
    await shopper.add(SKU);
    const before = await tab(shopper);
    await shopper.send('PUT', '/api/lab/mode', { preset: 'stateless' });
    await before.until(() => before.endings.length > 0);
    const after = await tab(shopper);
    await shopper.add(SKU);
    await after.until(() => after.messages('cart').length > 0);
  });

  it('a token follows the account’s cart, and ends when it is signed out', async () => {
    const customer = await shop.customer();
    const token = await tokenOf(customer.email);
    const client = shop.visitor({ authorization: `Bearer ${token}` });
    // The one in a page's hands, the other of a program that sends headers.
    const [page, program] = [await tab(shop.visitor(), { token }), await tab(client)];
    expect(page.welcomes[0]!.follows).toBe('account');
    await client.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 });
    for (const each of [page, program]) await each.until(() => each.messages('cart').length > 0);
    expect((await client.send('POST', '/api/auth/logout', {})).status).toBe(204);
    for (const each of [page, program]) await each.until(() => each.endings.length > 0);
    const again = await refused(shop.visitor(), { token });
    expect(again.refusals[0]!.data).toEqual({ status: 401 });
  });

  it('a junk token is refused, however good the cookies beside it are', async () => {
    const { refusals } = await refused(await shop.customer(), { token: 'junk' });
    expect(refusals[0]!.data).toEqual({ status: 401 });
  });

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['no origin that can be named', { origin: 'null' }],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site', origin: 'https://shop.example' }],
  ])('refuses a handshake from %s, by either transport', async (_, headers) => {
    await refused(shop.visitor(), { headers });
    const polling = await shop.visitor().request('/socket.io/?EIO=4&transport=polling', { headers });
    expect(polling.status).toBe(403);
  });

  it('ignores what a page sends, and cuts off one that sends more than 8 KiB', async () => {
    const visitor = await shop.customer();
    const [loud, quiet] = [await tab(visitor, { reconnection: false }), await tab(visitor)];
    for (const name of ['cart', 'stock', 'sessionEnded', 'join']) loud.socket.emit(name, { version: 99 });
    // The server answers an acknowledgement only for an event that it handles.
    await expect(loud.socket.timeout(300).emitWithAck('cart', { version: 99 })).rejects.toThrow(/timed out/);
    expect(loud.endings).toEqual([]);
    expect([...loud.messages('cart'), ...quiet.messages('cart')]).toEqual([]);
    loud.socket.emit('cart', 'x'.repeat(8 * 1024));
    await loud.until(() => loud.endings.length > 0);
    expect(quiet.endings).toEqual([]);
    expect((await visitor.request('/api/auth/me')).status).toBe(200);
  });

  it('takes one from its own origin and from a public one', async () => {
    await tab(shop.visitor(), { headers: { origin: shop.url } });
    await tab(shop.visitor(), { headers: { origin: 'https://shop.example' } });
  });

  it('tells everybody what is left of a product that was sold', async () => {
    const guest = await tab(shop.visitor());
    const customer = await shop.customer();
    await customer.send('POST', '/api/cart/items', { sku: SKU, quantity: 2 });
    const stockNow = async () => {
      const list = await shop.visitor().request('/api/products?limit=100');
      const { items } = (await list.json()) as { items: { sku: string; stock: number }[] };
      return items.find(({ sku }) => sku === SKU)!.stock;
    };
    const stock = await stockNow();
    const answer = await customer.send(
      'POST',
      '/api/checkout',
      {
        address: { name: 'Ada', street: 'Market 1', city: 'Riga', postcode: 'LV-1050', country: 'LV' },
        delivery: 'standard',
        payment: { token: 'tok_ok' },
      },
      { 'idempotency-key': crypto.randomUUID() },
    );
    expect(answer.status).toBe(201);
    await guest.until(() => guest.messages('stock').length > 0);
    expect(guest.messages('stock')).toEqual([[{ sku: SKU, stock: stock - 2 }]]);
  });

  it('counts its sockets and why they ended', async () => {
    await tab(shop.visitor());
    const text = await (await shop.visitor().request('/metrics')).text();
    expect(text).toMatch(/live_sockets{replica="shop-1"} [1-9]/);
    expect(text).toMatch(/live_sockets_ended_total{reason="session-ended",replica="shop-1"} [1-9]/);
    expect(text).toMatch(/live_sockets_refused_total{replica="shop-1"} [1-9]/);
  });
});

it('a session that expires closes its sockets, and being looked at does not keep it alive', async () => {
  const env = { SHOP_STATE: 'redis', SHOP_ROUTING: 'any', SESSION_IDLE_SECONDS: '1' };
  const shop = await ShopApp.start(env);
  try {
    const guest = shop.visitor();
    await guest.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 });
    const tab = await Tab.welcome(guest, { reconnection: false });
    const checks = shop.app.get(SocketChecks);
    await checks.checkAll();
    expect(tab.endings).toEqual([]);
    await expect.poll(() => checks.checkAll().then(() => tab.endings.length), { timeout: 5000 }).toBe(1);
  } finally {
    await shop.stop();
  }
});
