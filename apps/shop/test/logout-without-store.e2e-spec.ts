import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../lab/src/processes/ports.js';
import { expectProblem } from './problem.js';
import { ShopApp } from './shop-app.js';
import { Way } from './way-to-redis.js';

describe('a logout while Redis is unavailable', () => {
  let way: Way;
  let shop: ShopApp;
  beforeAll(async () => {
    const port = await freePort();
    way = new Way(port);
    await way.open();
    shop = await ShopApp.start({ LAB: 'on', SHOP_STATE: 'memory', REDIS_URL: `redis://127.0.0.1:${port}` });
  });
  beforeEach(() => way.open());
  afterAll(async () => {
    await shop.stop();
    await way.shut();
  });

  const statusOf = async (cookie: string, path: string, method = 'GET') => {
    const answer = await shop.visitor({ cookie }).request(path, { method });
    await answer.arrayBuffer();
    return answer.status;
  };

  it.each([
    ['redis', 'session_redis_test'],
    ['near', 'session_near_test'],
    ['token', 'refresh_test'],
  ])('in %s is a 503 that clears the cookies, and holds when Redis is back', async (state, name) => {
    const visitor = await shop.customer();
    expect((await visitor.send('PUT', '/api/lab/mode', { state })).status).toBe(200);
    const copy = await visitor.jar.getCookieString(shop.url);
    expect(copy).toContain(`${name}=`);
    expect(await statusOf(copy, '/api/auth/me')).toBe(200);

    await way.shut();
    await expectProblem(await visitor.send('POST', '/api/auth/logout', {}), 503);
    const left = (await visitor.jar.getCookies(shop.url)).map(({ key }) => key);
    // `_fresh` says for some seconds that this browser has just written: it names no session.
    expect(left.filter((key) => !key.startsWith('lab_') && !key.endsWith('_fresh'))).toEqual([]);

    await way.open();
    const answers = new Set<number>();
    const next = async () => {
      const status = await statusOf(copy, '/api/auth/me');
      answers.add(status);
      return status;
    };
    await expect.poll(next, { timeout: 20_000 }).toBe(401);
    expect([...answers].filter((status) => status !== 401 && status !== 503)).toEqual([]);
    await expect.poll(() => statusOf(copy, '/api/auth/refresh', 'POST'), { timeout: 20_000 }).toBe(401);
  });
});
