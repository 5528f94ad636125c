import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../lab/src/client/visitor.js';
import { PrismaService } from '../src/database/prisma.service.js';
import { expectProblem } from './problem.js';
import { PASSWORD, ShopApp } from './shop-app.js';

interface Listed {
  items: { id: string; device: string; current: boolean }[];
}
interface Users {
  items: { id: string; email: string; name: string; orders: number; roles: string[] }[];
  nextCursor: string | null;
}

describe('what an administrator does', () => {
  let shop: ShopApp;
  let admin: Visitor & { email: string };

  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'off', SHOP_STATE: 'redis', SHOP_ROUTING: 'any' });
    admin = await shop.customer();
    await shop.app
      .get(PrismaService)
      .user.update({ where: { email: admin.email }, data: { roles: ['admin'] } });
    await logIn(admin, admin.email);
  });
  afterAll(() => shop.stop());

  const logIn = (visitor: Visitor, email: string) =>
    visitor.send('POST', '/api/auth/login', { email, password: PASSWORD });
  const users = async (query: string) =>
    (await (await admin.request(`/api/admin/users?${query}`)).json()) as Users;
  const sessions = async (id: string) =>
    ((await (await admin.request(`/api/admin/users/${id}/sessions`)).json()) as Listed).items;

  it('is closed to customers and to guests', async () => {
    const customer = await shop.customer();
    for (const path of ['users', `users/${crypto.randomUUID()}/sessions`, 'orders', 'products']) {
      await expectProblem(await customer.request(`/api/admin/${path}`), 403);
      await expectProblem(await shop.visitor().request(`/api/admin/${path}`), 401);
    }
  });

  it('finds users by a part of their address, the newest first, page by page', async () => {
    const name = `Grace ${crypto.randomUUID()}`;
    const both = [await shop.customer(), await shop.customer()];
    for (const one of both) {
      const changed = await one.send('PATCH', '/api/auth/me', { name });
      expect(await changed.json()).toMatchObject({ email: one.email, name });
    }
    const search = encodeURIComponent(name.toUpperCase());
    const first = await users(`search=${search}&limit=1`);
    expect(first.items).toMatchObject([{ email: both[1]!.email, name, orders: 0, roles: [] }]);
    expect(JSON.stringify(first)).not.toMatch(/password/i);
    const second = await users(`search=${search}&limit=1&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ email: both[0]!.email }], nextCursor: null });
    expect((await users(`search=${both[0]!.email.slice(3, 40)}`)).items).toHaveLength(1);
  });

  it('lists the sessions of a user, and ends one of them or all', async () => {
    const customer = await shop.customer();
    const phone = shop.visitor({ 'user-agent': 'Mozilla/5.0 (iPhone) Safari/604.1' });
    await logIn(phone, customer.email);
    const { id } = (await users(`search=${customer.email}`)).items[0]!;
    const listed = await sessions(id);
    expect(listed).toHaveLength(2);
    expect(listed.every(({ current }) => !current)).toBe(true);
    const onPhone = listed.find(({ device }) => device === 'Safari on iOS')!;
    const end = (path: string) => admin.request(`/api/admin/users/${path}`, { method: 'DELETE' });
    expect((await end(`${id}/sessions/${onPhone.id}`)).status).toBe(204);
    expect((await phone.request('/api/auth/me')).status).toBe(401);
    expect((await customer.request('/api/auth/me')).status).toBe(200);
    await expectProblem(await end(`${id}/sessions/${onPhone.id}`), 404);
    expect((await end(`${id}/sessions`)).status).toBe(204);
    expect((await customer.request('/api/auth/me')).status).toBe(401);
    expect(await sessions(id)).toEqual([]);
  });

  it('refuses what makes no sense', async () => {
    await expectProblem(await admin.request(`/api/admin/users/${crypto.randomUUID()}/sessions`), 404);
    for (const path of ['users?limit=0', 'users?search=%00', 'users/nobody/sessions', 'orders?status=lost'])
      await expectProblem(await admin.request(`/api/admin/${path}`), 400);
    for (const body of [{}, { name: ' ' }, { name: 'Ada', roles: ['admin'] }])
      await expectProblem(await admin.send('PATCH', '/api/auth/me', body), 400);
  });

  it('lists orders by their status', async () => {
    const customer = await shop.customer();
    const { items } = (await (await customer.request('/api/products?limit=1&inStock=true')).json()) as {
      items: { sku: string }[];
    };
    const buy = async (token: string) => {
      await customer.send('POST', '/api/cart/items', { sku: items[0]!.sku, quantity: 1 });
      return customer.request('/api/checkout', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        body: JSON.stringify({
          address: { name: 'Ada', street: '12 Lane', city: 'Dublin', postcode: 'D04', country: 'IE' },
          delivery: 'standard',
          payment: { token },
        }),
      });
    };
    const paid = (await (await buy('tok_ok')).json()) as { id: string };
    expect((await buy('tok_declined')).status).toBe(402);
    const list = async (status: string) =>
      (
        (await (await admin.request(`/api/admin/orders?status=${status}`)).json()) as {
          items: { id: string; status: string }[];
        }
      ).items;
    expect((await list('confirmed'))[0]).toMatchObject({ id: paid.id, status: 'confirmed' });
    const released = await list('released');
    expect(released.length).toBeGreaterThan(0);
    expect(released.every(({ status }) => status === 'released')).toBe(true);
  });
});
