import type { Browser } from 'playwright-core';
import { describe, expect } from 'vitest';
import { startCluster, type Cluster } from '../../lab/src/cluster/cluster.js';
import { it } from './market';
import { Shopper } from './shopper';

describe('the storefront, in Chromium through nginx', () => {
  let cluster: Cluster;
  let browser: Browser;
  it.beforeAll(({ cluster: shared, browser: started }) => {
    cluster = shared;
    browser = started;
  });

  it.each(['Sticky', 'External', 'Stateless', 'Hybrid'])(
    '%s: browse, search, look into the cart, sign up on the way to the checkout, order',
    async (preset) => {
      const shopper = await Shopper.arrive(browser, cluster.url);
      const { page } = shopper;
      // It is how everybody arrives.
      if (preset !== 'Sticky') await shopper.choose(preset);

      await shopper.visit('Bakery');
      await shopper.add('Baguette');
      await shopper.cart(1).waitFor();
      await page.getByLabel('Search the market').fill('apples');
      await page.getByRole('option', { name: 'Red apples' }).click();
      await page.waitForURL('**/products/red-apples');
      await page.getByRole('button', { name: 'Add to cart' }).click();
      await page.getByRole('button', { name: 'One Red apples more' }).click();
      await shopper.cart(3).click();

      const drawer = page.getByRole('dialog', { name: 'Your cart' });
      await drawer.getByText('Red apples').waitFor();
      await drawer.getByRole('link', { name: 'Check out' }).click();
      await page.waitForURL('**/sign-in?next=/checkout');
      await shopper.signUp();
      await page.waitForURL('**/checkout');
      await shopper.cart(3).waitFor();
      await shopper.order();

      await page.getByText('Thank you, your order is placed').waitFor();
      await page.getByText('2 × Red apples').waitFor();
      await page.getByText('1 × Baguette').waitFor();
      await shopper.cart(0).waitFor();
      await page.getByRole('link', { name: 'Orders', exact: true }).click();
      await page.getByText('Paid').click();
      await page.getByRole('button', { name: 'Buy again' }).click();
      await page.getByRole('heading', { level: 1, name: 'Your cart' }).waitFor();
      await shopper.cart(3).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      expect(shopper.complaints).toEqual([]);
      await shopper.leave();
    },
  );

  it('finds products by words and filters, which the address keeps', async () => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    const { page } = shopper;
    const search = page.getByLabel('Search the market');
    await search.fill('ba');
    await page.getByRole('option', { name: 'Bakery' }).waitFor();
    await search.press('ArrowDown');
    await search.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Bakery' }).waitFor();
    await search.fill('ba');
    await search.press('Enter');
    await page.getByRole('heading', { name: 'Results for “ba”' }).waitFor();
    await page.getByRole('link', { name: 'Bananas' }).waitFor();
    await page.getByLabel('Stall').selectOption('Bakery');
    await page.getByLabel('Price').selectOption({ label: 'Up to €2.00' });
    // Its state is in the address, which follows a moment later than Playwright's check() looks.
    await page.getByLabel('In stock only').click();
    await page.getByRole('link', { name: 'Bananas' }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('link', { name: 'Baguette' }).waitFor();
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toEqual({
      q: 'ba',
      stall: 'bakery',
      upTo: '200',
      available: 'yes',
    });
    expect(shopper.complaints).toEqual([]);
    await page.goto('/categories/nowhere');
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    await page.goto(`/search?q=${'banana '.repeat(50)}`);
    await page.getByRole('link', { name: 'Bananas' }).waitFor();
    await page.goto('/search?q=bannana');
    await page.getByRole('link', { name: 'Bananas' }).waitFor();
    await shopper.leave();
  });

  it('shows a change at once, and takes it back with a word where the server refuses it', async () => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    const { page } = shopper;
    await shopper.visit('Fruit');
    await shopper.add('Lemons');
    await shopper.cart(1).waitFor();
    let refuse = () => {};
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    await page.route('**/api/cart/items', async (route) => {
      await refused;
      await route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ title: 'Out of stock', status: 409, detail: 'There is no lemon left.' }),
      });
    });
    await page.getByRole('button', { name: 'One Lemons more' }).click();
    await shopper.cart(2).waitFor();
    refuse();
    await page.getByRole('alert').getByText('There is no lemon left.').waitFor();
    await shopper.cart(1).waitFor();
    await shopper.leave();
  });

  it('can be used by keyboard: past the header, into the cart and back to where one was', async () => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    const { page } = shopper;
    const focus = () =>
      page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);
    await page.keyboard.press('Tab');
    expect(await focus()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await focus()).toBe('content');
    await page.getByRole('button', { name: 'Add Avocado to the cart' }).focus();
    await page.keyboard.press('Enter');
    await shopper.cart(1).focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Your cart' });
    await drawer.getByRole('button', { name: 'Close the cart' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await shopper.cart(1).and(page.locator(':focus')).waitFor();
    // A new page has the focus where its content begins.
    await page.getByRole('link', { name: 'Orders', exact: true }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(await focus()).toBe('content');
    expect(shopper.complaints).toEqual([]);
    await shopper.leave();
  });

  it('says that a card was declined, and takes another one for the same goods', async () => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    const { page } = shopper;
    await shopper.choose('External');
    await shopper.goToCheckout();
    await page.getByLabel('Postcode').fill('???');
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('Enter a postcode, like D04 X285.').waitFor();
    expect(await page.getByText('This field is required.').count()).toBe(2);
    await shopper.order({ card: '0002' });
    await page.getByRole('alert').getByText('The card was declined').waitFor();
    await shopper.cart(1).waitFor();
    await page.getByLabel('Test card ending in 4242').check();
    await page.getByRole('button', { name: 'Place the order' }).dblclick();
    await page.getByText('Thank you, your order is placed').waitFor();
    await page.getByText('1 × Lemons').waitFor();
    await shopper.leave();
  });

  it('asks again before one pays another total than was shown', async () => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    const { page } = shopper;
    await shopper.choose('External');
    // What happens elsewhere does not show by itself on a page that comes from now on.
    await page.routeWebSocket(/\/socket\.io\//, () => undefined);
    await shopper.goToCheckout();
    const elsewhere = { data: { sku: 'DRI-001', quantity: 1 }, headers: { origin: cluster.url } };
    expect((await page.request.post('/api/cart/items', elsewhere)).status()).toBe(201);
    await shopper.order();
    await page.getByRole('alert').getByText('has changed').waitFor();
    await shopper.cart(2).waitFor();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('Thank you, your order is placed').waitFor();
    await page.getByText('1 × Apple juice').waitFor();
    await shopper.leave();
  });

  it('sends a checkout again under the same key when nobody answers', async () => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    const { page } = shopper;
    await shopper.choose('External');
    await shopper.goToCheckout();
    const keys: (string | undefined)[] = [];
    await page.route('**/api/checkout', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      // The first one is done, but its answer gets lost.
      if (keys.length > 1) return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await shopper.order();
    await page.getByText('Thank you, your order is placed').waitFor();
    expect(keys).toEqual([keys[0], keys[0]]);
    await page.getByRole('link', { name: 'All orders' }).click();
    await page.getByRole('heading', { name: 'Your orders' }).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'Paid' }).count()).toBe(1);
    await shopper.leave();
  });

  it('stateless: an access token that ran out is renewed, and nobody notices', async () => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    const { page } = shopper;
    await shopper.choose('Stateless');
    await page.goto('/sign-in?next=/orders');
    await shopper.signUp();
    await page.getByRole('heading', { name: 'No orders yet' }).waitFor();
    await page.context().clearCookies({ name: /access_/ });
    const refreshes: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/auth/refresh')) refreshes.push(request.url());
    });
    await page.reload();
    await page.getByRole('heading', { name: 'No orders yet' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(refreshes).toHaveLength(1);
    await shopper.leave();
  });

  it('is a plain shop where the lab is off', async () => {
    const { postgres: databaseUrl, redis: redisUrl, memcached: memcachedUrl } = cluster;
    const services = { databaseUrl, redisUrl, memcachedUrl };
    const plain = await startCluster({ lab: false, replicas: 1, state: 'redis', routing: 'any', services });
    try {
      const shopper = await Shopper.arrive(browser, plain.url);
      await shopper.page.waitForLoadState('networkidle');
      expect(await shopper.bar.count()).toBe(0);
      await shopper.visit('Fruit');
      await shopper.add('Lemons');
      await shopper.cart(1).waitFor();
      await shopper.leave();
    } finally {
      await plain.stop();
    }
  });
});
