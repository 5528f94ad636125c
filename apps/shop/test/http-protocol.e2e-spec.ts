import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '../src/http/problem.js';
import { ShopApp } from './shop-app.js';

let shop: ShopApp;
beforeAll(async () => (shop = await ShopApp.start()));
afterAll(() => shop.stop());

/** Sends bytes that no HTTP client would, and returns the response once the connection is closed. */
async function sendRaw(bytes: string) {
  const { hostname, port } = new URL(shop.url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]), head: head.toLowerCase(), body };
}

const closing = 'Host: shop\r\nConnection: close\r\n';

describe('a request that is no valid HTTP', () => {
  it.each([
    ['an unknown method', `FOO /api/cart HTTP/1.1\r\n${closing}\r\n`, 400],
    ['a header of 20 KB', `GET /api/cart HTTP/1.1\r\n${closing}Cookie: a=${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['HTTP/1.1 without Host', 'GET /api/cart HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['CONNECT', `CONNECT example.com:443 HTTP/1.1\r\n${closing}\r\n`, 405],
    [
      'an upgrade',
      `GET /api/cart HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
      400,
    ],
    [
      'a chunk of no length',
      `POST /api/auth/login HTTP/1.1\r\n${closing}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      400,
    ],
  ])('is answered as a problem: %s', async (_name, bytes, status) => {
    const response = await sendRaw(bytes);
    expect(response.status).toBe(status);
    expect(response.head).toContain('content-type: application/problem+json');
    expect(problemSchema.parse(JSON.parse(response.body)).status).toBe(status);
  });

  it.each(['/health/live', '/api/products', '/'])('takes HTTP/1.0 without Host at %s', async (path) => {
    const { status } = await sendRaw(`GET ${path} HTTP/1.0\r\n\r\n`);
    // The pages may not be built.
    expect(path === '/' ? [200, 503] : [200]).toContain(status);
  });
});

it('ignores an expectation that it does not know', async () => {
  const { status, body } = await sendRaw(`GET /api/cart HTTP/1.1\r\n${closing}Expect: a miracle\r\n\r\n`);
  expect(`${status} ${body}`).toMatch(/^200 .*"items":\[\]/);
});

describe('a known path with another method', () => {
  it.each([
    ['PUT', '/api/cart', 'GET, HEAD'],
    ['GET', '/api/checkout', 'POST'],
    ['PUT', '/api/cart/items/PAN-001', 'DELETE, PATCH'],
    ['PUT', '/api/c%61rt', 'GET, HEAD'],
    ['POST', '/.well-known/jwks.json', 'GET, HEAD'],
    ['PROPFIND', '/api/products?limit=1', 'GET, HEAD'],
  ])('is a 405 with Allow: %s %s', async (method, path, allow) => {
    const { status, head, body } = await sendRaw(`${method} ${path} HTTP/1.1\r\n${closing}\r\n`);
    expect(`${status} ${body}`).toMatch(/^405 /);
    expect(head).toContain(`\r\nallow: ${allow.toLowerCase()}\r\n`);
    expect(problemSchema.parse(JSON.parse(body)).title).toBe('Method not allowed');
  });

  it.each([
    ['PUT', '/api/unknown'],
    ['GET', '/api/cart/items/a/b'],
    ['POST', '/unknown.html'],
  ])('stays a 404 where the path is unknown: %s %s', async (method, path) => {
    expect((await sendRaw(`${method} ${path} HTTP/1.1\r\n${closing}\r\n`)).status).toBe(404);
  });
});

describe('an encoded path', () => {
  it.each([
    '/%61pi/auth/me',
    '/api%2Fauth/me',
    '/%41pi/auth/me',
    'http://shop/api/auth/me',
    '/api/auth/m%65',
  ])('is as little kept by caches as the plain one: %s', async (path) => {
    const { head } = await sendRaw(`GET ${path} HTTP/1.1\r\n${closing}\r\n`);
    expect(head).toContain('\r\ncache-control: no-store\r\n');
  });
});
