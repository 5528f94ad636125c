import { rmSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCluster, type Cluster } from '../../lab/src/cluster/cluster.js';
import { startChromium } from './chromium.mjs';
import { HeldPayments } from './held-payments';
import { makeNewRelease } from './new-release';
import { Shopper } from './shopper';

/** TEST_FULL=1 takes all that have a login to lose or to keep. */
const PRESETS = ['Sticky', 'External', ...(process.env['TEST_FULL'] === '1' ? ['Stateless', 'Hybrid'] : [])];

describe('when replicas go, in Chromium through nginx', () => {
  let cluster: Cluster;
  let browser: Browser;
  const release = makeNewRelease();
  beforeAll(async () => {
    [cluster, browser] = await Promise.all([startCluster(), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await cluster?.stop();
    rmSync(release, { recursive: true });
  });

  /** Someone who has signed up, with a lemon in the cart, at the checkout. */
  async function buyer(preset: string): Promise<Shopper> {
    const shopper = await Shopper.arrive(browser, cluster.url);
    if (preset !== 'Sticky') await shopper.choose(preset);
    await shopper.goToCheckout();
    return shopper;
  }

  /** Kills the replica that has taken a payment in hand, and waits until it is back. */
  async function killWhoPays(payments: HeldPayments): Promise<void> {
    const victim = await payments.waiter();
    const running = () => cluster.replicas.find(({ id }) => id === victim)!.pid;
    const dead = running();
    cluster.kill(victim);
    await payments.release();
    await vi.waitFor(() => expect(running()).not.toBe(dead), { timeout: 30_000 });
  }

  it.each(PRESETS)('%s: a replica killed between “pay” and the answer: one order', async (preset) => {
    const shopper = await buyer(preset);
    const { page } = shopper;
    const payments = await HeldPayments.hold(cluster.postgres);
    await shopper.order();
    await killWhoPays(payments);
    if (preset === 'Sticky') {
      // The session was in the memory of that replica: they sign in again, and go on where they were.
      await page.waitForURL('**/sign-in?next=/checkout');
      await shopper.signIn();
      await shopper.cart(1).waitFor();
      await page.getByRole('button', { name: 'Place the order' }).click();
    }
    await page.getByText('Thank you, your order is placed').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'All orders' }).click();
    await page.getByRole('heading', { name: 'Your orders' }).waitFor();
    const orders = page.getByRole('listitem').filter({ hasText: 'Order ' });
    expect(await orders.count()).toBe(1);
    await orders.getByText('Paid').waitFor();
    await shopper.cart(0).waitFor();
    await shopper.leave();
  });

  it('a roll to a new release: visitors get whole pages meanwhile, and an old page still works', async () => {
    const old = await Shopper.arrive(browser, cluster.url);
    const visitor = await Shopper.arrive(browser, cluster.url);
    await visitor.choose('External');
    let rolling = true;
    const rolled = cluster.roll({ WEB_ROOT: release }).finally(() => (rolling = false));
    let visits = 0;
    for (; rolling; visits++) {
      await visitor.page.goto('/');
      await visitor.page.getByRole('link', { name: 'Apple juice' }).waitFor();
      await visitor.cart(0).waitFor();
    }
    await rolled;
    expect(visits).toBeGreaterThan(3);
    expect(visitor.complaints).toEqual([]);

    const answers: number[] = [];
    let last = '';
    old.page.on('response', (response) => {
      if (!/orders-page[^/]*\.js$/.test(response.url())) return;
      answers.push(response.status());
      last = response.url();
    });
    await old.page.getByRole('link', { name: 'Orders', exact: true }).click();
    await old.page.waitForURL('**/sign-in?next=/orders');
    await old.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect([answers[0], answers.at(-1)]).toEqual([404, 200]);
    expect(last).toContain('.next.js');
    await Promise.all([old.leave(), visitor.leave()]);
  });
});
