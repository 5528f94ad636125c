import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SignIn } from '../src/accounts/sign-in.service.js';
import { PASSWORD, ShopApp } from './shop-app.js';

let shop: ShopApp;
beforeAll(async () => {
  shop = await ShopApp.start({ SHOP_STATE: 'redis' });
});
afterAll(() => shop.stop());

/** Sends a request as a balancer does that gives a silent replica up: it closes the connection, and nobody reads the answer. */
async function sendAndHangUp(path: string, cookie: string, body: unknown): Promise<void> {
  const { hostname, port } = new URL(shop.url);
  const text = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `Cookie: ${cookie}`,
  ];
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
  socket.resume();
  await once(socket, 'close');
}

it.each(['login', 'register'])(
  'a guest whose %s comes after they hung up keeps session and cart',
  async (door) => {
    const guest = shop.visitor();
    const added = await guest.send('POST', '/api/cart/items', { sku: 'DRI-001', quantity: 1 });
    expect(added.status).toBe(201);
    const email =
      door === 'login' ? (await shop.customer()).email : `hung-up-${crypto.randomUUID()}@example.com`;
    const account = { email, password: PASSWORD, ...(door === 'register' && { name: 'Ada' }) };
    const start = vi.spyOn(shop.app.get(SignIn), 'start');
    await sendAndHangUp(`/api/auth/${door}`, await guest.jar.getCookieString(shop.url), account);
    await vi.waitFor(() =>
      expect(start.mock.settledResults).toEqual([expect.not.objectContaining({ type: 'incomplete' })]),
    );
    start.mockRestore();
    expect(await (await guest.request('/api/cart')).json()).toMatchObject({ items: [{ sku: 'DRI-001' }] });
    const again = await guest.send('POST', '/api/auth/login', { email, password: PASSWORD });
    expect(again.status).toBe(200);
    expect(await (await guest.request('/api/cart')).json()).toMatchObject({ items: [{ sku: 'DRI-001' }] });
  },
);
