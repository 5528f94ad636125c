import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { it } from './market';

/** Of compressed script that the storefront may load first, in bytes. */
const BUDGET = 200_000;
/** In which a home page shows products, over Slow 4G with nothing cached, in ms. */
const LIMIT_MS = 3_000;
/** Chromium's "Slow 4G", as its developer tools have it. */
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const WEB_ROOT = new URL('../../../dist/apps/web/', import.meta.url);

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
}

describe('the first load', () => {
  const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', WEB_ROOT), 'utf8')) as Record<
    string,
    Chunk
  >;
  /** The names of the chunks that come with one, itself included. */
  function closure(name: string, into = new Set<string>()): Set<string> {
    if (into.has(name)) return into;
    into.add(name);
    for (const imported of manifest[name]?.imports ?? []) closure(imported, into);
    return into;
  }
  const bytes = (names: Iterable<string>) =>
    [...names].reduce(
      (sum, name) => sum + gzipSync(readFileSync(new URL(manifest[name]!.file, WEB_ROOT))).byteLength,
      0,
    );

  it(`is at most ${BUDGET / 1000} KB of compressed script, with the bar of the lab too`, () => {
    const storefront = closure('index.html');
    const withBar = closure('src/lab/lab-bar.tsx', new Set(storefront));
    process.stdout.write(
      `first load: ${bytes(storefront)} bytes of script by gzip, ${bytes(withBar)} with the lab's bar\n`,
    );
    expect(bytes(withBar)).toBeLessThanOrEqual(BUDGET);
    // More scripts would wait for one another, at a round trip each: a browser has six connections.
    expect(storefront.size).toBeLessThanOrEqual(5);
    expect([...storefront].filter((name) => /src\/(lab\/lab-|admin)/.test(name))).toEqual([]);
  });

  it('loads the admin and the lab by themselves', () => {
    const dynamic = new Set(Object.values(manifest).flatMap((chunk) => chunk.dynamicImports ?? []));
    expect([...dynamic]).toEqual(
      expect.arrayContaining([
        'src/admin/admin-frame.tsx',
        'src/lab/lab-bar.tsx',
        'src/checkout/checkout-page.tsx',
      ]),
    );
  });

  describe('over Slow 4G', () => {
    let cluster: Cluster;
    let browser: Browser;
    it.beforeAll(({ cluster: shared, browser: started }) => {
      cluster = shared;
      browser = started;
    });

    // A busy machine says little about the page: TEST_FULL=1 holds it to the limit, else the times are told.
    const held = process.env['TEST_FULL'] === '1';
    it(`shows products${held ? ` after ${LIMIT_MS / 1000} s at most` : ''}, with nothing cached`, async () => {
      const times: { words: number; pictures: number }[] = [];
      for (let visit = 0; visit < 3; visit++) times.push(await firstVisit());
      const median = times.map(({ words }) => words).sort((a, b) => a - b)[1]!;
      process.stdout.write(`Slow 4G, nothing cached, ms until goods are shown: ${JSON.stringify(times)}\n`);
      if (held) expect(median).toBeLessThanOrEqual(LIMIT_MS);
    });

    it('requests each file once, and caches permanently only what never changes', async () => {
      const page = await (await browser.newContext({ baseURL: cluster.url })).newPage();
      const asked: string[] = [];
      const caching: Record<string, string | undefined> = {};
      page.on('response', (response) => {
        const { pathname, search } = new URL(response.url());
        asked.push(pathname + search);
        caching[pathname] = response.headers()['cache-control'];
      });
      await page.goto('/');
      await page.getByRole('complementary', { name: 'Session lab' }).waitFor();
      await page.waitForLoadState('networkidle');
      const once = (path: string) => expect(asked.filter((each) => each === path)).toHaveLength(1);
      for (const path of ['/api/products?limit=24', '/api/categories']) once(path);
      const scripts = Object.keys(caching).filter((path) => path.startsWith('/assets/'));
      expect(scripts.length).toBeGreaterThan(2);
      for (const script of scripts) {
        once(script);
        expect(caching[script]).toBe('public, max-age=31536000, immutable');
      }
      expect(caching['/']).toBe('no-cache');
      await page.context().close();
    });

    /** Milliseconds until the first product is named, and until the first picture of one is there. */
    async function firstVisit(): Promise<{ words: number; pictures: number }> {
      const context = await browser.newContext({ baseURL: cluster.url, locale: 'en-IE' });
      const page = await context.newPage();
      const network = await context.newCDPSession(page);
      await network.send('Network.enable');
      await network.send('Network.emulateNetworkConditions', SLOW_4G);
      await page.goto('/', { waitUntil: 'commit' });
      const words = await page.waitForFunction(
        () => document.querySelector('main li a[href^="/products/"]') && performance.now(),
      );
      const pictures = await page.waitForFunction(() => {
        const picture = document.querySelector<HTMLImageElement>('main li a[href^="/products/"] img');
        return picture && picture.naturalWidth > 0 && performance.now();
      });
      const times = { words: await words.jsonValue(), pictures: await pictures.jsonValue() };
      await context.close();
      return { words: Math.round(Number(times.words)), pictures: Math.round(Number(times.pictures)) };
    }
  });
});
