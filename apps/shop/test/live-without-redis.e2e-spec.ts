import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../lab/src/processes/ports.js';
import { Tab } from '../../lab/src/client/tab.js';
import { Visitor } from '../../lab/src/client/visitor.js';
import { ShopApp } from './shop-app.js';
import { Way } from './way-to-redis.js';

const SESSION_KEYS = `one:${randomBytes(32).toString('base64')}`;

describe('live updates while Redis is unavailable', () => {
  let way: Way;
  let shops: ShopApp[];
  const tabs: Tab[] = [];
  beforeAll(async () => {
    const port = await freePort();
    way = new Way(port);
    const env = {
      SHOP_STATE: 'postgres',
      SHOP_ROUTING: 'any',
      REDIS_URL: `redis://127.0.0.1:${port}`,
      SESSION_KEYS,
    };
    shops = await Promise.all(['shop-1', 'shop-2'].map((id) => ShopApp.start({ ...env, REPLICA_ID: id })));
  });
  afterAll(async () => {
    for (const tab of tabs) tab.close();
    await Promise.all(shops.map((shop) => shop.stop()));
    await way.shut();
  });

  it('a replica starts, and its own sockets follow; the others do as soon as Redis is there', async () => {
    const [one, two] = shops as [ShopApp, ShopApp];
    const visitor = await one.customer();
    const add = () => visitor.send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 });
    expect((await add()).status).toBe(201);
    const cookie = await visitor.jar.getCookieString(one.url);
    const [here, there] = await Promise.all(
      [one, two].map(({ url }) =>
        Tab.welcome(new Visitor(url), { headers: { cookie }, reconnection: false }),
      ),
    );
    tabs.push(here!, there!);
    for (const round of [1, 2]) {
      expect((await add()).status).toBe(201);
      await here!.until(() => here!.messages('cart').length === round * 2 - 1);
      expect(there!.messages('cart')).toHaveLength(round - 1);
      await way.open();
      // It may have missed something, and says so.
      await there!.until(() => there!.messages('missed').length === round);
      expect((await add()).status).toBe(201);
      await there!.until(() => there!.messages('cart').length === round);
      await here!.until(() => here!.messages('cart').length === round * 2);
      await way.shut();
    }
    // Signed out while the others cannot be told: closed here at once, there once they are heard again.
    expect((await visitor.send('POST', '/api/auth/logout', {})).status).toBe(204);
    await here!.until(() => here!.endings.length > 0);
    expect(there!.endings).toEqual([]);
    await way.open();
    await there!.until(() => there!.endings.length > 0);
    expect(there!.endings).toEqual(['io server disconnect']);
  });
});
