import type { Browser, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { Visitor } from '../../lab/src/client/visitor.js';
import { bearerOf } from '../../lab/src/testing/bearer.js';
import { it } from './market';
import { Shopper } from './shopper';

describe('live updates, in Chromium through nginx', () => {
  let cluster: Cluster;
  let browser: Browser;
  it.beforeAll(({ cluster: shared, browser: started }) => {
    cluster = shared;
    browser = started;
  });

  /** Another tab of the same browser, once its socket has been welcomed. */
  async function secondTab(shopper: Shopper) {
    const page = await shopper.page.context().newPage();
    const socket = page.waitForEvent('websocket');
    await page.goto('/categories/bakery');
    await (await socket).waitForEvent('framereceived', ({ payload }) => payload.includes('welcome'));
    return { page, cart: cartOn(page) };
  }

  /** Another tab of the same browser, which hears nothing of what happens to its cart. */
  async function deafTab(shopper: Shopper) {
    const page = await shopper.page.context().newPage();
    const welcomed = new Promise<void>((resolve) => {
      void page.routeWebSocket(/\/socket\.io\//, (socket) => {
        socket.connectToServer().onMessage((message) => {
          if (message.includes('"cart"')) return;
          socket.send(message);
          if (message.includes('"welcome"')) resolve();
        });
      });
    });
    await page.goto('/categories/bakery');
    await welcomed;
    return { page, cart: cartOn(page) };
  }

  const cartOn = (page: Page) => (items: string) => page.getByRole('link', { name: `Cart, ${items}` });

  it.each(['Sticky', 'External', 'Stateless'])(
    '%s: the first good of a guest and the next ones show in the other tab, without a reload',
    async (preset) => {
      const shopper = await Shopper.arrive(browser, cluster.url);
      if (preset !== 'Sticky') await shopper.choose(preset);
      await shopper.visit('Bakery');
      const second = await secondTab(shopper);
      await second.cart('0 items').waitFor();
      await shopper.add('Baguette');
      await second.cart('1 item').waitFor();
      await shopper.page.getByRole('button', { name: 'One Baguette more' }).click();
      await second.cart('2 items').waitFor();
      await second.page.getByRole('button', { name: 'One Baguette more' }).click();
      await shopper.cart(3).waitFor();
      expect(shopper.complaints).toEqual([]);
      await shopper.leave();
    },
  );

  it.each(['External', 'Stateless'])(
    '%s: a tab whose socket misses the news of a cart is told by the other tab',
    async (preset) => {
      const shopper = await Shopper.arrive(browser, cluster.url);
      await shopper.choose(preset);
      await shopper.visit('Bakery');
      await shopper.add('Baguette');
      const second = await deafTab(shopper);
      await second.cart('1 item').waitFor();
      await shopper.page.getByRole('button', { name: 'One Baguette more' }).click();
      await second.cart('2 items').waitFor();
      await shopper.leave();
    },
  );

  it('what is left shows as it changes, also where the routing is by URL', async () => {
    const admin = new Visitor(cluster.url, await bearerOf(cluster.url, cluster.admin));
    const shopper = await Shopper.arrive(browser, cluster.url);
    await shopper.bar.getByRole('button', { name: 'Set each axis' }).click();
    await shopper.page.getByLabel('Routing').selectOption('url');
    await shopper.page.waitForURL(/\/s\/[^/]+\//);
    await shopper.page.goto(shopper.page.url());
    const socket = shopper.page.waitForEvent('websocket');
    await shopper.page.reload();
    expect((await socket).url()).toMatch(/\/s\/[^/]+\/socket\.io\//);
    await shopper.visit('Bakery');
    await shopper.page.getByRole('link', { name: 'Baguette' }).first().click();
    await shopper.page.getByText('In stock.').waitFor();
    const { items } = (await (await admin.request('/api/products?search=baguette')).json()) as {
      items: { sku: string; stock: number }[];
    };
    const { sku, stock } = items[0]!;
    await admin.send('PATCH', `/api/admin/products/${sku}`, { stock: 4 });
    try {
      await shopper.page.getByText('Only 4 left.').waitFor();
    } finally {
      // Others buy it in this market, too.
      await admin.send('PATCH', `/api/admin/products/${sku}`, { stock });
    }
    expect(shopper.complaints).toEqual([]);
    await shopper.leave();
  });

  it('a sign-out in one tab shows in the other', async () => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    await shopper.choose('External');
    await shopper.page.goto('/sign-in');
    await shopper.signUp();
    await shopper.page.getByRole('button', { name: 'Sign out' }).waitFor();
    const second = await secondTab(shopper);
    await second.page.getByRole('button', { name: 'Sign out' }).waitFor();
    await shopper.page.getByRole('button', { name: 'Sign out' }).click();
    await second.page.getByRole('link', { name: 'Sign in' }).waitFor();
    await shopper.leave();
  });
});
