import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { PASSWORD, ShopApp } from './shop-app.js';

describe.each(['memory', 'redis', 'token'])('a browser’s account, in the state %s', (state) => {
  let shop: ShopApp;
  const email = () => `ada-${crypto.randomUUID()}@example.com`;
  const statusOf = async (visitor: Visitor, path: string) => (await visitor.request(path)).status;
  const logIn = (visitor: Visitor, address: string, password = PASSWORD) =>
    visitor.send('POST', '/api/auth/login', { email: address, password });
  const post = (visitor: Visitor, path: string) => visitor.request(path, { method: 'POST' });

  /** Another browser that takes over every cookie of the first, as a thief would. */
  async function copyOf(visitor: Visitor): Promise<Visitor> {
    const copy = shop.visitor();
    for (const cookie of await visitor.jar.getCookies(visitor.url))
      await copy.jar.setCookie(cookie, visitor.url);
    return copy;
  }

  async function quantity(visitor: Visitor): Promise<number> {
    const cart = (await (await visitor.request('/api/cart')).json()) as { items: { quantity: number }[] };
    return cart.items.reduce((sum, item) => sum + item.quantity, 0);
  }

  async function addOne(visitor: Visitor): Promise<void> {
    const { items } = (await (await visitor.request('/api/products?limit=1')).json()) as {
      items: { sku: string }[];
    };
    expect((await visitor.send('POST', '/api/cart/items', { sku: items[0]?.sku, quantity: 1 })).status).toBe(
      201,
    );
  }

  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'off', SHOP_STATE: state, SHOP_ROUTING: 'cookie' });
  });
  afterAll(() => shop.stop());

  it('registers, signs in, shows who it is, and signs out', async () => {
    const visitor = shop.visitor();
    const address = email();
    expect(await statusOf(visitor, '/api/auth/me')).toBe(401);
    const body = { email: ` ${address.toUpperCase()} `, password: PASSWORD, name: 'Ada' };
    const registered = await visitor.send('POST', '/api/auth/register', body);
    expect(registered.status).toBe(201);
    expect(await registered.json()).toMatchObject({ email: address, name: 'Ada', roles: [] });
    const me = await visitor.request('/api/auth/me');
    expect(await me.json()).toMatchObject({ email: address });
    expect(me.headers.get('cache-control')).toBe('no-store');
    const out = await post(visitor, '/api/auth/logout');
    expect(out.status).toBe(204);
    expect(out.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect(await statusOf(visitor, '/api/auth/me')).toBe(401);
    expect((await logIn(visitor, address)).status).toBe(200);
    expect(await statusOf(visitor, '/api/auth/me')).toBe(200);
  });

  it('is not changed by a GET of any route', async () => {
    const visitor = await shop.customer();
    await addOne(visitor);
    const json = async (path: string) => (await visitor.request(path)).json() as Promise<object>;
    const { id } = (await json('/api/auth/me')) as { id: string };
    const seen = async () => {
      const { items } = (await json('/api/auth/sessions')) as { items: { lastSeenAt?: string }[] };
      for (const item of items) delete item.lastSeenAt;
      const { version } = (await json('/api/cart')) as { version: number };
      const shown = await Promise.all(['/api/auth/me', '/api/orders'].map(json));
      return { items, version, quantity: await quantity(visitor), shown };
    };
    const before = await seen();
    const { paths } = (await json('/api/openapi.json')) as { paths: Record<string, { get?: object }> };
    const readable = Object.keys(paths).filter((path) => paths[path]?.get && !path.endsWith('/events'));
    expect(readable.length).toBeGreaterThan(10);
    for (const path of readable) {
      const answer = await visitor.request(path.replace(/\{[^}]+\}/g, id));
      await answer.arrayBuffer();
      expect(answer.status).toBeLessThan(500);
    }
    expect(await seen()).toEqual(before);
  });

  it('stays signed in, and can sign out, beside stale cookies of the same names', async () => {
    const visitor = await shop.customer();
    const kept = await visitor.jar.getCookies(visitor.url);
    const cookie = kept.map(({ key, value }) => `${key}=stale; ${key}=${value}`).join('; ');
    const beside = (path: string, method = 'GET') =>
      shop.visitor().request(path, { method, headers: { cookie } });
    expect((await beside('/api/auth/me')).status).toBe(200);
    if (state === 'token') expect((await beside('/api/auth/refresh', 'POST')).status).toBe(200);
    expect((await beside('/api/auth/logout', 'POST')).status).toBe(204);
    expect(await statusOf(visitor, '/api/auth/me')).toBe(401);
    if (state === 'token') expect((await post(visitor, '/api/auth/refresh')).status).toBe(401);
  });

  it('keeps its cookies from scripts and from other sites, and marks them where the request came over TLS', async () => {
    const { email: address } = await shop.customer();
    for (const [headers, prefix] of [
      [{}, ''],
      [{ 'x-forwarded-proto': 'https' }, '__Host-'],
    ] as const) {
      const answer = await logIn(shop.visitor(headers), address);
      const cookies = answer.headers.getSetCookie();
      expect(cookies.length).toBeGreaterThan(0);
      for (const cookie of cookies) {
        expect(
          cookie.startsWith(`${prefix}session_`) ||
            cookie.startsWith(`${prefix}access_`) ||
            cookie.startsWith(`${prefix}login_`) ||
            cookie.startsWith(`${prefix}refresh_`),
        ).toBe(true);
        expect(cookie).toContain('HttpOnly');
        expect(cookie).toContain('SameSite=Lax');
        expect(cookie.includes('Secure')).toBe(prefix !== '');
      }
    }
  });

  it('refuses a second account of one address, however it is written, and two at once', async () => {
    const address = email();
    const register = (visitor: Visitor, as: string) =>
      visitor.send('POST', '/api/auth/register', { email: as, password: PASSWORD, name: 'Ada' });
    const answers = await Promise.all(
      [address, address.toUpperCase()].map((as) => register(shop.visitor(), as)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each([
    { email: 'nobody', password: PASSWORD, name: 'Ada' },
    { email: 'ada@example.com', password: 'short', name: 'Ada' },
    { email: 'ada@example.com', password: 'x'.repeat(129), name: 'Ada' },
    { email: 'ada@example.com', password: 'password', name: 'Ada' },
    { email: 'ada@example.com', password: ' '.repeat(8), name: 'Ada' },
    { email: 'ada@example.com', password: 'Ada@example.com', name: 'Ada' },
    { email: 'ada@example.com', password: PASSWORD, name: ' ' },
    { email: 'ada@example.com', password: PASSWORD },
    {},
  ])('refuses to register %j', async (body) => {
    const answer = await shop.visitor().send('POST', '/api/auth/register', body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('answers a wrong password and an unknown account alike', async () => {
    const { email: address } = await shop.customer();
    const wrong = await logIn(shop.visitor(), address, 'wrong password');
    const unknown = await logIn(shop.visitor(), email());
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await unknown.json()).toEqual(await wrong.json());
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it('has new ids after each login: what was planted or seen before opens nothing', async () => {
    const visitor = await shop.customer();
    const before = await copyOf(visitor);
    expect(await statusOf(before, '/api/auth/me')).toBe(200);
    expect((await logIn(visitor, visitor.email)).status).toBe(200);
    expect(await statusOf(before, '/api/auth/me')).toBe(401);
    expect(await statusOf(visitor, '/api/auth/me')).toBe(200);
  });

  it('is dead everywhere after logout, for a copy of its cookies too', async () => {
    const visitor = await shop.customer();
    const copy = await copyOf(visitor);
    await post(visitor, '/api/auth/logout');
    expect(await statusOf(copy, '/api/auth/me')).toBe(401);
    expect((await post(copy, '/api/auth/refresh')).status).toBe(401);
  });

  it('carries a guest’s cart to the account, and the account’s cart from one login to the next', async () => {
    const { email: address } = await shop.customer();
    const guest = shop.visitor();
    await addOne(guest);
    await logIn(guest, address);
    expect(await quantity(guest)).toBe(1);
    await post(guest, '/api/auth/logout');
    expect(await quantity(guest)).toBe(0);
    await logIn(guest, address);
    expect(await quantity(guest)).toBe(1);
  });

  it('shows nothing of one account to the next in the same browser', async () => {
    const [visitor, other] = [await shop.customer(), await shop.customer()];
    await addOne(visitor);
    await logIn(visitor, other.email);
    expect(await quantity(visitor)).toBe(0);
    await logIn(visitor, visitor.email);
    expect(await quantity(visitor)).toBe(1);
  });

  it('ends everything at logout-all, whatever the state, and lets the user in again', async () => {
    const visitor = await shop.customer();
    const phone = shop.visitor();
    await addOne(phone);
    await logIn(phone, visitor.email);
    const copies = [await copyOf(visitor), await copyOf(phone)];
    expect((await post(visitor, '/api/auth/logout-all')).status).toBe(204);
    for (const each of [visitor, phone, ...copies]) {
      expect(await statusOf(each, '/api/auth/me')).toBe(401);
      expect((await post(each, '/api/auth/refresh')).status).toBe(401);
    }
    expect((await logIn(phone, visitor.email)).status).toBe(200);
    expect(await statusOf(phone, '/api/auth/me')).toBe(200);
  });

  it('changes the password only with the current one, and ends the other sessions', async () => {
    const visitor = await shop.customer();
    const phone = shop.visitor();
    await logIn(phone, visitor.email);
    const change = (body: unknown) => visitor.send('POST', '/api/auth/password', body);
    expect((await change({ current: 'wrong password', next: 'a new password' })).status).toBe(403);
    expect((await change({ current: PASSWORD, next: 'short' })).status).toBe(400);
    expect((await change({ current: PASSWORD, next: visitor.email })).status).toBe(400);
    expect((await change({ current: PASSWORD, next: 'password1' })).status).toBe(400);
    expect(await statusOf(phone, '/api/auth/me')).toBe(200);
    expect((await change({ current: PASSWORD, next: 'a new password' })).status).toBe(204);
    expect(await statusOf(visitor, '/api/auth/me')).toBe(200);
    expect(await statusOf(phone, '/api/auth/me')).toBe(401);
    expect((await logIn(phone, visitor.email)).status).toBe(401);
    expect((await logIn(phone, visitor.email, 'a new password')).status).toBe(200);
  });
});
