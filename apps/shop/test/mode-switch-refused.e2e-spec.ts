import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../lab/src/processes/ports.js';
import { SessionBackends } from '../src/sessions/session-backends.js';
import { expectProblem } from './problem.js';
import { ShopApp } from './shop-app.js';
import { Way } from './way-to-redis.js';

describe('a change of state whose old login cannot be ended', () => {
  let way: Way;
  let shop: ShopApp;
  beforeAll(async () => {
    const port = await freePort();
    way = new Way(port);
    await way.open();
    shop = await ShopApp.start({ LAB: 'on', REDIS_URL: `redis://127.0.0.1:${port}` });
  });
  beforeEach(() => way.open());
  afterAll(async () => {
    await shop.stop();
    await way.shut();
  });

  it.each(['redis', 'token'])(
    'from %s to memory is a 503, and the visitor stays as they are',
    async (state) => {
      const visitor = await shop.customer();
      const choose = (next: string) => visitor.send('PUT', '/api/lab/mode', { state: next });
      expect((await choose(state)).status).toBe(200);
      const before = await visitor.jar.getCookieString(shop.url);
      const { memory } = shop.app.get(SessionBackends, { strict: false });
      const held = memory.size;

      await way.shut();
      const refused = await choose('memory');
      expect(refused.headers.getSetCookie()).toEqual([]);
      await expectProblem(refused, 503);
      expect(await visitor.jar.getCookieString(shop.url)).toBe(before);
      expect(memory.size).toBe(held);

      await way.open();
      await expect.poll(async () => (await choose('memory')).status, { timeout: 10_000 }).toBe(200);
      expect((await visitor.request('/api/auth/me')).status).toBe(200);
      expect((await shop.visitor({ cookie: before }).request('/api/auth/me')).status).toBe(401);
    },
  );
});
