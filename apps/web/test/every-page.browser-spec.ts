import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { it } from './market';
import { Shopper } from './shopper';

const LOOKS = [
  ['wide and light', { viewport: { width: 1280, height: 860 }, colorScheme: 'light' }],
  ['390 px and dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
] as const;

describe('every page, in Chromium through nginx', () => {
  let cluster: Cluster;
  let browser: Browser;
  it.beforeAll(({ cluster: shared, browser: started }) => {
    cluster = shared;
    browser = started;
  });

  /** What axe finds on the page as it is, and whether it is wider than the window. */
  async function faults(page: Page): Promise<string[]> {
    // A color that still changes has no contrast to judge yet.
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
          .map(({ finished }) => finished),
      ),
    );
    // No frames here, so axe needs no page of its own to gather what it found in them.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    return (tooWide ? ['scrolls sideways', ...found] : found).map((fault) => `${page.url()} ${fault}`);
  }

  it.each(LOOKS)(
    '%s: axe finds nothing, nothing is too wide, the console is silent',
    async (_look, options) => {
      const shopper = await Shopper.arrive(browser, cluster.url, options);
      await shopper.choose('External');
      const { page } = shopper;
      const found: string[] = [];
      /** Looks at a page once its heading is there. */
      async function look(path: string, heading: string | RegExp): Promise<void> {
        await page.goto(path);
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
        await shopper.bar.waitFor();
        await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
        found.push(...(await faults(page)));
      }

      await look('/', 'What do you need');
      await page.getByLabel('Search the market').fill('ba');
      await page.getByRole('option', { name: 'Baguette' }).waitFor();
      found.push(...(await faults(page)));
      await look('/categories/fruit', 'Fruit');
      await shopper.add('Lemons');
      await shopper.cart(1).click();
      await page.getByRole('dialog').getByText('Lemons').waitFor();
      found.push(...(await faults(page)));
      await look('/search?q=apple&available=yes', 'Results');
      await look('/search?q=zebra', 'Results');
      await look('/products/avocado', 'Avocado');
      await look('/cart', 'Your cart');
      await look('/nowhere', 'nothing at this address');
      await look('/sign-up', 'Make an account');
      await look('/sign-in?next=/checkout', 'Sign in');
      await shopper.signUp();
      await look('/checkout', 'Checkout');
      await shopper.order();
      await page.getByText('Thank you').waitFor();
      found.push(...(await faults(page)));
      await look('/orders', 'Your orders');
      await look('/account', 'Your account');
      await page.goto('/sign-in?next=/admin');
      await shopper.signIn(cluster.admin);
      await page.getByRole('spinbutton', { name: 'Stock of Avocado' }).waitFor();
      await look('/admin', 'Run the market');
      await look('/admin/orders', 'Run the market');
      await page.goto('/admin/users');
      await page
        .getByRole('button', { name: /^Sessions of Ada Byrne/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'End all sessions' }).waitFor();
      found.push(...(await faults(page)));
      expect(found).toEqual([]);
      expect(shopper.complaints).toEqual([]);
      await shopper.leave();
    },
  );
});
