import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from './problem.js';
import { ShopApp } from './shop-app.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the built pages', () => {
  let shop: ShopApp;
  let root: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'pages-'));
    mkdirSync(join(root, 'assets'));
    mkdirSync(join(root, 'goods'));
    writeFileSync(join(root, 'index.html'), '<!doctype html><title>Shop</title>');
    writeFileSync(join(root, 'favicon.svg'), '<svg/>');
    writeFileSync(join(root, 'assets/app-1a2b.js'), 'export {};');
    writeFileSync(join(root, 'goods/apple.svg'), '<svg/>');
    shop = await ShopApp.start({ WEB_ROOT: root });
  });
  afterAll(async () => {
    await shop.stop();
    rmSync(root, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) => shop.visitor(headers).request(path);

  it.each(['/', '/products/apple', '/cart', '/lab', '/index.html'])(
    'are drawn by the index at %s, never cached',
    async (path) => {
      const response = await get(path, BROWSER);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<title>Shop</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.getSetCookie()).toEqual([]);
    },
  );

  it.each(['/favicon.svg', '/goods/apple.svg'])(
    'tell the size of %s to a range beyond its end',
    async (path) => {
      const response = await get(path, { range: 'bytes=100-200' });
      await expectProblem(response, 416);
      expect(response.headers.get('content-range')).toBe('bytes */6');
      const part = await get(path, { range: 'bytes=0-3' });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 0-3/6']);
    },
  );

  it('vary by Accept where it decides between a page and a problem, and nowhere else', async () => {
    const page = await get('/cart', BROWSER);
    expect([page.status, page.headers.get('vary')]).toEqual([200, 'Accept']);
    const problem = await get('/cart', { accept: 'application/json' });
    await expectProblem(problem, 404);
    expect(problem.headers.get('vary')).toBe('Accept');
    for (const path of ['/', '/favicon.svg', '/api/products'])
      expect((await get(path, BROWSER)).headers.get('vary'), path).toBeNull();
  });

  it('open at the front door whatever is accepted, as curl and probes ask', async () => {
    const response = await get('/', { accept: '*/*' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('have assets that are kept for a year, under names with a hash', async () => {
    const response = await get('/assets/app-1a2b.js');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toContain('javascript');
  });

  it.each(['/goods/apple.svg', '/favicon.svg'])('have the picture %s', async (path) => {
    const response = await get(path);
    expect(response.headers.get('content-type')).toBe('image/svg+xml');
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=\d{4,}$/);
  });

  it.each([
    '/assets/gone-9f.js',
    '/goods/none.svg',
    '/none.png',
    '/api/none',
    '/health/none',
    '/metrics/none',
  ])('do not stand in for %s, which is missing', async (path) => {
    await expectProblem(await get(path, BROWSER), 404);
  });

  it('are not what a script gets that asks for a route of theirs', async () => {
    await expectProblem(await get('/cart', { accept: 'application/json' }), 404);
  });

  it.each(['/assets/..%2findex.html', '/assets/%2e%2e/index.html', '/..%2f..%2fetc/passwd'])(
    'let nobody out of their folder by %s',
    async (path) => {
      const response = await get(path);
      await response.text();
      expect(response.status).toBeGreaterThanOrEqual(400);
    },
  );
});

describe('pages that were not built', () => {
  it('say how to build them', async () => {
    const shop = await ShopApp.start({ WEB_ROOT: '/nonexistent' });
    const response = await shop.visitor(BROWSER).request('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
    await shop.stop();
  });
});
