import { AccessTokenIssuer } from '@app/auth';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectProblem } from './problem.js';
import { ShopApp } from './shop-app.js';

const HOUR_MS = 60 * 60 * 1000;

describe('an expired token', () => {
  let shop: ShopApp;
  let userId: string;

  beforeAll(async () => {
    shop = await ShopApp.start();
    const profile = await (await shop.customer()).request('/api/auth/me');
    userId = ((await profile.json()) as { id: string }).id;
  });
  afterEach(() => vi.useRealTimers());
  afterAll(() => shop.stop());

  const tokenIssuedAt = async (time: number) => {
    vi.useFakeTimers({ now: time, toFake: ['Date'] });
    const authenticatedAt = Math.floor(time / 1000);
    const { token } = await shop.app.get(AccessTokenIssuer).issue({ userId, roles: [], authenticatedAt });
    vi.useRealTimers();
    return shop.visitor({ authorization: `Bearer ${token}` });
  };

  it('is refused on every route, public ones too, and changes nothing', async () => {
    const late = await tokenIssuedAt(Date.now() - HOUR_MS);
    await expectProblem(await late.request('/api/auth/me'), 401);
    await expectProblem(await late.request('/api/cart'), 401);
    await expectProblem(await late.send('POST', '/api/cart/items', { sku: 'any', quantity: 1 }), 401);
  });

  it('was good before it expired', async () => {
    const early = await tokenIssuedAt(Date.now());
    expect((await early.request('/api/auth/me')).status).toBe(200);
  });
});
