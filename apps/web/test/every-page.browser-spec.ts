import type { Browser } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { faultsOf } from './faults-of';
import { it } from './market';
import { Shopper } from './shopper';

/** Some twenty pages are opened and judged, on a busy machine too. */
const LIMIT_MS = 300_000;

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

  it.each(LOOKS)(
    '%s: axe finds nothing, nothing is too wide, the console is silent',
    async (_look, options) => {
      const shopper = await Shopper.arrive(browser, cluster.url, options);
      await shopper.choose('External');
      const { page } = shopper;
      const found: string[] = [];
      /** Judges the page as it is, once all its parts are there. */
      async function judge(): Promise<void> {
        // The bar is loaded after the page. A radio of the control has no size: its label is what is seen.
        await shopper.bar
          .getByRole('radio', { name: 'External', checked: true })
          .waitFor({ state: 'attached' });
        await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
        found.push(...(await faultsOf(page)));
      }
      /** Judges a page once its heading is there. */
      async function look(path: string, heading: string | RegExp): Promise<void> {
        await page.goto(path);
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
        await judge();
      }

      await look('/', 'What do you need');
      await page.getByLabel('Search the market').fill('ba');
      await page.getByRole('option', { name: 'Baguette' }).waitFor();
      await judge();
      await look('/categories/fruit', 'Fruit');
      await shopper.add('Lemons');
      await shopper.cart(1).click();
      await page.getByRole('dialog').getByText('Lemons').waitFor();
      await judge();
      await look('/search?q=apple&available=yes', 'Results');
      await look('/search?q=zebra', 'Results');
      await look('/products/avocado', 'Avocado');
      await look('/cart', 'Your cart');
      await look('/nowhere', 'Page not found');
      await look('/sign-up', 'Create account');
      await look('/sign-in?next=/checkout', 'Sign in');
      await shopper.signUp();
      await look('/checkout', 'Checkout');
      await shopper.order();
      await page.getByText('Thank you').waitFor();
      await judge();
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
      await judge();
      expect(found).toEqual([]);
      expect(shopper.complaints).toEqual([]);
      await shopper.leave();
    },
    LIMIT_MS,
  );
});
