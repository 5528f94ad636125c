import { Logger } from '@nestjs/common';
import { RedisSessionStore } from '@app/session';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { expectProblem } from './problem.js';
import { PASSWORD, ShopApp } from './shop-app.js';

let shop: ShopApp;
beforeAll(async () => {
  shop = await ShopApp.start({ SHOP_STATE: 'redis', LAB: 'on' });
});
afterAll(() => shop.stop());

const add = (visitor: Visitor) => visitor.send('POST', '/api/cart/items', { sku: 'DRI-001', quantity: 1 });
const itemsOf = async (visitor: Visitor) =>
  ((await (await visitor.request('/api/cart')).json()) as { items: unknown[] }).items;

/** A second tab: the cookies of a browser as they are now. */
async function copyOf(visitor: Visitor): Promise<Visitor> {
  const copy = shop.visitor();
  for (const cookie of await visitor.jar.getCookies(shop.url)) await copy.jar.setCookie(cookie, shop.url);
  return copy;
}

describe('a request with the id from before a login', () => {
  async function signedIn() {
    const { email } = await shop.customer();
    const browser = shop.visitor();
    await add(browser);
    const late = await copyOf(browser);
    const login = (visitor: Visitor) =>
      visitor.send('POST', '/api/auth/login', { email, password: PASSWORD });
    expect((await login(browser)).status).toBe(200);
    return { browser, late, login };
  }

  it('reads as a guest, is refused when it writes, and gets no cookie', async () => {
    const { browser, late, login } = await signedIn();
    expect(await itemsOf(late)).toEqual([]);
    for (const response of [await add(late), await login(late)]) {
      expect(response.headers.getSetCookie().filter((line) => line.startsWith('session_redis'))).toEqual([]);
      await expectProblem(response, 409);
    }
    expect((await browser.request('/api/auth/me')).status).toBe(200);
    expect(await itemsOf(browser)).toHaveLength(1);
  });

  it('signs out the session of the login', async () => {
    const { browser, late } = await signedIn();
    expect((await late.request('/api/auth/logout', { method: 'POST' })).status).toBe(204);
    expect((await browser.request('/api/auth/me')).status).toBe(401);
  });
});

describe('a change of the state', () => {
  const choose = async (visitor: Visitor, state: string) => {
    const response = await visitor.send('PUT', '/api/lab/mode', { state });
    return (await response.json()) as { carried: boolean };
  };

  it.each(['memory', 'near', 'memcached', 'postgres', 'token'])(
    'carries login and cart to %s and back',
    async (state) => {
      const visitor = await shop.customer();
      await add(visitor);
      expect(await choose(visitor, state)).toMatchObject({ carried: true });
      expect(await itemsOf(visitor)).toHaveLength(1);
      expect((await visitor.request('/api/auth/me')).status).toBe(200);
      expect(await choose(visitor, 'redis')).toMatchObject({ carried: true });
      expect(await itemsOf(visitor)).toHaveLength(1);
      expect((await visitor.request('/api/auth/me')).status).toBe(200);
    },
  );

  it('says that a session was lost if this replica does not have it', async () => {
    const visitor = shop.visitor();
    await choose(visitor, 'memory');
    await visitor.setCookie('session_memory_test', `g${'a'.repeat(22)}.${'a'.repeat(43)}`);
    expect(await choose(visitor, 'redis')).toMatchObject({ carried: false });
  });
});

it('answers 503 while a session store is unavailable, and logs it once', async () => {
  const visitor = await shop.customer();
  const logged = vi.spyOn(Logger.prototype, 'error');
  const load = vi.spyOn(RedisSessionStore.prototype, 'load');
  load.mockRejectedValue(new Error('unavailable for this test'));
  try {
    for (const path of ['/api/cart', '/api/auth/me', '/api/cart']) {
      const response = await visitor.request(path);
      expect(response.headers.get('retry-after')).toBe('1');
      await expectProblem(response, 503);
    }
    expect((await visitor.request('/api/products')).status).toBe(200);
  } finally {
    load.mockRestore();
  }
  expect((await visitor.request('/api/auth/me')).status).toBe(200);
  expect(logged.mock.calls).toEqual([[expect.stringContaining('unavailable for this test')]]);
  logged.mockRestore();
});
