import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from './problem.js';
import { ShopApp } from './shop-app.js';

describe('what every answer carries', () => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start({ PUBLIC_ORIGINS: 'https://shop.example' })));
  afterAll(() => shop.stop());

  it.each(['/api/products', '/api/unknown', '/api/%zz', '/api/auth/me', '/unknown.js', '/health/ready'])(
    'names the replica and the request at %s',
    async (path) => {
      const response = await shop
        .visitor()
        .request(path, { headers: { 'x-request-id': 'id-of-the-balancer' } });
      await response.text();
      expect(response.headers.get('x-served-by')).toBe('shop-1');
      expect(response.headers.get('x-request-id')).toBe('id-of-the-balancer');
    },
  );

  it('tells browsers to load nothing from elsewhere, over plain http too', async () => {
    const { headers } = await shop.visitor().request('/api/products');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['https://evil.example', 'null', 'https://shop.example'])(
    'lets no page of %s read it: it has no CORS headers, to a preflight neither',
    async (origin) => {
      const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x' };
      const answers = await Promise.all(
        ['/api/products', '/api/cart', '/api/auth/login', '/.well-known/jwks.json', '/unknown'].flatMap(
          (path) => [
            shop.visitor({ origin }).request(path),
            shop.visitor({ origin, ...preflight }).request(path, { method: 'OPTIONS' }),
          ],
        ),
      );
      const names = answers.flatMap(({ headers }) => [...headers.keys()]);
      expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(names).toContain('content-security-policy');
    },
  );

  it('keeps personal answers out of caches', async () => {
    const { headers } = await shop.visitor().request('/api/cart');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('errors', () => {
  let shop: ShopApp;
  beforeAll(async () => (shop = await ShopApp.start()));
  afterAll(() => shop.stop());

  it('are problems for unknown routes', async () => {
    const problem = await expectProblem(await shop.visitor().request('/api/unknown'), 404);
    expect(problem).toMatchObject({ type: 'about:blank', title: 'Not Found' });
  });

  it('are problems for paths that cannot be decoded', async () => {
    await expectProblem(await shop.visitor().request('/api/%zz'), 400);
  });

  it('name the fields that were refused', async () => {
    const response = await shop.visitor().send('POST', '/api/auth/register', {
      email: 'nobody',
      password: 'short',
    });
    const problem = await expectProblem(response, 400);
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(['#/email', '#/name', '#/password']);
  });

  it('are problems for media types that are not JSON', async () => {
    const form = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=a',
    };
    await expectProblem(await shop.visitor().request('/api/auth/login', form), 415);
    const text = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' };
    await expectProblem(await shop.visitor().request('/api/auth/login', text), 415);
  });
});
