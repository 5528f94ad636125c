import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { PasswordHasher } from '@app/auth';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { SignIn } from '../src/accounts/sign-in.service.js';
import { ShownCatalog } from '../src/catalog/shown-catalog.js';
import { PASSWORD, ShopApp } from './shop-app.js';

let shop: ShopApp;
beforeAll(async () => {
  shop = await ShopApp.start({ SHOP_STATE: 'redis' });
});
afterAll(() => shop.stop());
afterEach(() => vi.restoreAllMocks());

/** Sends a request, and closes the connection while the password is looked at, as a balancer does that gives a silent replica up. */
async function signInAndHangUp(path: string, cookie: string, body: unknown): Promise<void> {
  const hasher = shop.app.get(PasswordHasher);
  const signIn = vi.spyOn(shop.app.get(SignIn), 'start');
  await sendAndHangUp(path, cookie, body, (hangUp) => {
    const [hash, verify] = [hasher.hash.bind(hasher), hasher.verify.bind(hasher)];
    vi.spyOn(hasher, 'hash').mockImplementation(async (...args) => (await hangUp(), hash(...args)));
    vi.spyOn(hasher, 'verify').mockImplementation(async (...args) => (await hangUp(), verify(...args)));
  });
  await vi.waitFor(
    () => expect(signIn.mock.settledResults).toEqual([expect.not.objectContaining({ type: 'incomplete' })]),
    { timeout: 10_000 },
  );
  vi.restoreAllMocks();
}

/** Sends a POST, with a way to close its connection that the caller calls in the middle of the request. */
async function sendAndHangUp(
  path: string,
  cookie: string,
  body: unknown,
  prepare: (hangUp: () => Promise<void>) => void,
): Promise<void> {
  const { hostname, port } = new URL(shop.url);
  const server = shop.app.getHttpServer() as Server;
  const arrived = once(server, 'connection') as Promise<[Socket]>;
  const client = connect(Number(port), hostname);
  const [connection] = await arrived;
  prepare(async () => {
    client.destroy();
    if (!connection.destroyed) await once(connection, 'close');
  });
  const text = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `Cookie: ${cookie}`,
  ];
  client.write(`${head.join('\r\n')}\r\n\r\n${text}`);
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
    const linesBefore = shop.logs.length;
    await signInAndHangUp(`/api/auth/${door}`, await guest.jar.getCookieString(shop.url), account);
    const logged = shop.logs.slice(linesBefore).map((line) => JSON.parse(line) as Record<string, unknown>);
    const ofDoor = logged.filter(({ route }) => route === `/api/auth/${door}`);
    expect(ofDoor).toEqual([
      expect.objectContaining({ msg: 'request', status: 499, ms: expect.any(Number) }),
    ]);
    expect(await (await guest.request('/api/cart')).json()).toMatchObject({ items: [{ sku: 'DRI-001' }] });
    const again = await guest.send('POST', '/api/auth/login', { email, password: PASSWORD });
    expect(again.status).toBe(200);
    expect(await (await guest.request('/api/cart')).json()).toMatchObject({ items: [{ sku: 'DRI-001' }] });
  },
);

it('puts nothing into a cart for a client that has hung up', async () => {
  const guest = shop.visitor();
  const item = { sku: 'DRI-001', quantity: 1 };
  expect((await guest.send('POST', '/api/cart/items', item)).status).toBe(201);
  const catalog = shop.app.get(ShownCatalog);
  const cookie = await guest.jar.getCookieString(shop.url);
  const linesBefore = shop.logs.length;
  await sendAndHangUp('/api/cart/items', cookie, item, (hangUp) => {
    const findBySkus = catalog.findBySkus.bind(catalog);
    vi.spyOn(catalog, 'findBySkus').mockImplementationOnce(
      async (skus) => (await hangUp(), findBySkus(skus)),
    );
  });
  await vi.waitFor(() => expect(shop.logs.slice(linesBefore).join()).toContain('"status":499'));
  vi.restoreAllMocks();
  expect(await (await guest.request('/api/cart')).json()).toMatchObject({ items: [item] });
});
