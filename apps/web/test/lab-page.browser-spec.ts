import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type Cluster } from '../../lab/src/cluster/cluster.js';
import { serveControl } from '../../lab/src/control/control-server.js';
import { startChromium } from './chromium.mjs';
import { faultsOf } from './faults-of';
import { Shopper } from './shopper';

/** A crash, a start and two calm moments, on a busy machine too, in milliseconds. */
const RUN_MS = 90_000;

describe('the lab page, in Chromium through nginx and three replicas', () => {
  let directory: string;
  let cluster: Cluster;
  let closeControl: () => Promise<void>;
  let browser: Browser;
  let shopper: Shopper;
  let page: Page;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'session-lab-page-'));
    [cluster, browser] = await Promise.all([startCluster({ dataDirectory: directory }), startChromium()]);
    closeControl = await serveControl(directory, cluster);
  });
  afterAll(async () => {
    await browser?.close();
    await closeControl?.();
    await cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(async () => {
    shopper = await Shopper.arrive(browser, cluster.url);
    page = shopper.page;
    await shopper.bar.getByRole('link', { name: 'Lab' }).click();
    await page.getByRole('img', { name: /^The cluster: balancer-1 .*shop-3 / }).waitFor();
  });
  afterEach(() => shopper?.leave());

  const score = (mode: string) => page.getByLabel(`Crowd in ${mode}`);
  const losers = async (mode: string) => Number(await score(mode).locator('b').innerText());

  it('a crowd and a crash of the replica that serves this page: it is drawn down, sticky loses what it held, external nothing', async () => {
    await page.getByRole('button', { name: 'Start the crowd' }).click();
    // Before that, nobody may have a cart on the replica that crashes.
    await page.getByText('shopping', { exact: true }).waitFor({ timeout: RUN_MS });
    // Sticky is the default, so the replica that sends the events is the one that crashes.
    const victim = (await page.evaluate(async () => (await fetch('/api/cart')).headers.get('x-served-by')))!;
    await Promise.all([
      page.getByRole('img', { name: new RegExp(`${victim} down`) }).waitFor({ timeout: RUN_MS }),
      page.getByRole('button', { name: `Crash ${victim}` }).click(),
    ]);
    await page.getByText(`${victim} is up again.`).waitFor({ timeout: RUN_MS });
    await score('sticky').locator('[data-bad=true]').waitFor({ timeout: RUN_MS });
    await page.getByRole('button', { name: 'Stop the crowd' }).click();
    const verdict = page.getByText(/sticky lost the session of \d+ of 40 visitors.*external lost nobody/);
    await verdict.waitFor({ timeout: RUN_MS });
    expect(await verdict.innerText()).toContain(`crash of ${victim}`);
    expect(await losers('sticky')).toBeGreaterThan(0);
    expect(await losers('sticky')).toBeLessThan(40);
    expect(await losers('external')).toBe(0);
  }, 300_000);

  it('has charts that live, and complains of nothing', async () => {
    await expect.poll(() => page.locator('.uplot canvas').count()).toBe(6);
    await page
      .getByText(/shop-1 \d/)
      .first()
      .waitFor();
    expect(shopper.complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('can be used by everybody, %s, at 390 px too', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await faultsOf(page)).toEqual([]);
    }
  });

  it('is worked by the keyboard', async () => {
    await page.getByRole('button', { name: 'Pause shop-2' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: /shop-2 down/ }).waitFor({ timeout: 15_000 });
    await page.getByRole('img', { name: /shop-2 \d+\/s/ }).waitFor({ timeout: 15_000 });
  });
});
