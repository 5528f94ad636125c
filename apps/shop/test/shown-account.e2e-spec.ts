import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { UserAccounts } from '../src/accounts/users/user-accounts.js';
import { PASSWORD, ShopApp } from './shop-app.js';

describe.each(['memory', 'redis', 'token'])('the account of a login, with sessions in %s', (state) => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start({ SHOP_STATE: state, SHOP_ROUTING: 'cookie' })));
  afterAll(() => shop.stop());

  it('is shown without asking the database, and with a changed name', async () => {
    const customer = await shop.customer();
    const findById = vi.spyOn(shop.app.get(UserAccounts), 'findById');
    const me = async () => (await (await customer.request('/api/auth/me')).json()) as object;
    expect(await me()).toEqual({
      id: expect.any(String),
      email: customer.email,
      name: 'Test',
      roles: [],
    });
    expect(findById).not.toHaveBeenCalled();
    expect((await customer.send('PATCH', '/api/auth/me', { name: 'Grace' })).status).toBe(200);
    findById.mockClear();
    expect(await me()).toMatchObject({ email: customer.email, name: 'Grace' });
    expect(findById).not.toHaveBeenCalled();
  });

  it('is that of the second one who signs in, in the same browser', async () => {
    const customer = await shop.customer();
    const other = await shop.customer();
    await customer.send('POST', '/api/auth/login', { email: other.email, password: PASSWORD });
    expect(await (await customer.request('/api/auth/me')).json()).toMatchObject({ email: other.email });
  });
});
