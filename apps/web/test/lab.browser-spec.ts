import type { Browser } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, vi } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { it } from './market';
import { Shopper } from './shopper';

const STALLS = ['Fruit', 'Vegetables', 'Drinks', 'Pantry', 'Kitchen', 'Garden'];

describe('the bar of the lab, in Chromium through nginx', () => {
  let cluster: Cluster;
  let browser: Browser;
  let shopper: Shopper;
  it.beforeAll(({ cluster: shared, browser: started }) => {
    cluster = shared;
    browser = started;
  });
  beforeEach(async () => {
    shopper = await Shopper.arrive(browser, cluster.url);
  });
  afterEach(() => shopper?.leave());

  /** The names of the replicas that the bar has counted answers of. */
  const replicas = () => shopper.bar.getByRole('listitem').allInnerTexts();

  const addABaguette = async () => {
    // The way to where one is already asks for nothing.
    if (!shopper.page.url().endsWith('/categories/bakery')) await shopper.visit('Bakery');
    await shopper.add('Baguette');
    await shopper.cart(1).waitFor();
  };

  it('broken: the cart vanishes, a notice says why, and the hint leads on to where it stays', async () => {
    const hint = shopper.bar.getByRole('status');
    await hint.getByText('choose “Broken”').waitFor();
    await shopper.choose('Broken');
    await hint.getByText('put something into your cart').waitFor();
    await shopper.bar.getByText('Watch the cart vanish').waitFor();
    await addABaguette();
    const notice = shopper.page.getByText('Your cart was on another replica');
    for (const stall of STALLS) {
      if (await notice.isVisible()) break;
      await shopper.visit(stall);
    }
    await notice.waitFor();
    expect(await replicas()).toHaveLength(3);
    await hint.getByText('choose “External”').waitFor();
    await shopper.choose('External');
    // If the replica that has the cart answers the switch, the cart comes along.
    const [full, empty] = [shopper.cart(1), shopper.cart(0)];
    await full.or(empty).waitFor();
    if (await empty.isVisible()) await addABaguette();
    await hint.getByText('It stays').waitFor();
    for (const stall of STALLS) {
      await shopper.visit(stall);
      await shopper.cart(1).waitFor();
    }
    await shopper.bar.getByRole('button', { name: 'Close the hint' }).click();
    await shopper.page.reload();
    await shopper.cart(1).waitFor();
    await shopper.bar.waitFor();
    expect(await hint.count()).toBe(0);
    expect(shopper.complaints).toEqual([]);
  });

  it('sticky, which is the default: the cart stays on one replica, and a notice says why it is lost', async () => {
    await addABaguette();
    for (const stall of STALLS) {
      await shopper.visit(stall);
      await shopper.cart(1).waitFor();
    }
    expect(await replicas()).toHaveLength(1);
    expect(shopper.complaints).toEqual([]);
    const [holder = ''] = (await replicas())[0]!.split(' ');
    const running = () => cluster.replicas.find(({ id }) => id === holder)!.pid;
    const dead = running();
    cluster.kill(holder);
    const notice = shopper.page.getByText(new RegExp(`in the memory of ${holder}|${holder} restarted`));
    await shopper.visit('Fruit');
    await notice.waitFor({ timeout: 60_000 });
    await vi.waitFor(() => expect(running()).not.toBe(dead), { timeout: 60_000 });
  });

  it('a change of the mode takes the cart along', async () => {
    await addABaguette();
    for (const preset of ['External', 'Stateless', 'Hybrid', 'Sticky']) {
      await shopper.choose(preset);
      await shopper.visit('Fruit');
      await shopper.visit('Garden');
      await shopper.cart(1).waitFor();
    }
    expect(shopper.complaints).toEqual([]);
  });

  it('routing by URL: pages and calls keep the prefix, and one replica answers', async () => {
    await shopper.choose('External');
    await addABaguette();
    await shopper.bar.getByRole('button', { name: 'Set each axis' }).click();
    await shopper.page.getByLabel('Routing').selectOption('url');
    await shopper.page.waitForURL(/\/s\/[^/]+\/categories\/bakery$/);
    await shopper.cart(1).waitFor();
    await shopper.visit('Fruit');
    await shopper.visit('Garden');
    expect(shopper.page.url()).toMatch(/\/s\/[^/]+\/categories\/garden$/);
    expect(await replicas()).toHaveLength(1);
    expect(shopper.complaints).toEqual([]);
  });
});
