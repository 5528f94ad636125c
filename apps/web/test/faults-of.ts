import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Milliseconds in which nothing may change or move before a page is judged. */
const REST_MS = 100;
/** Milliseconds to wait for that rest. A page that follows the cluster never rests. */
const MOST_MS = 2_000;
/** How often a fault must be found to count. */
const JUDGEMENTS = 3;

/**
 * What axe finds on the page as it is, and whether the page is wider than its window.
 *
 * axe reads places and colors one after the other: of a page that changes meanwhile it may report what was never on the
 * screen. So each scan waits until the page rests, and a fault counts only if every further scan finds it too.
 */
export async function faultsOf(page: Page): Promise<string[]> {
  let standing = await scan(page);
  for (let judged = 1; judged < JUDGEMENTS && standing.size > 0; judged += 1) {
    const still = await scan(page);
    standing = new Map([...standing].filter(([fault]) => still.has(fault)));
  }
  return [...standing.values()].map((fault) => `${page.url()} ${fault}`);
}

/** The faults of this moment, by what stays the same of them where a text changes. */
async function scan(page: Page): Promise<Map<string, string>> {
  await page.evaluate(rest, { restMs: REST_MS, mostMs: MOST_MS });
  // No frames here, so axe needs no page of its own to gather what it found in them.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const faults = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => [`${id} ${target.join(' ')}`, `${id}: ${html}`] as const),
  );
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  return new Map(tooWide ? [['width', 'scrolls sideways'], ...faults] : faults);
}

/** Runs in the page: waits until its content and styles have not changed for a while and nothing is animated. */
async function rest({ restMs, mostMs }: { restMs: number; mostMs: number }): Promise<void> {
  const end = performance.now() + mostMs;
  let changedAt = performance.now();
  const observer = new MutationObserver(() => (changedAt = performance.now()));
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const moves = () =>
    document
      .getAnimations()
      .some(
        ({ effect, playState }) =>
          playState === 'running' && effect?.getComputedTiming().iterations !== Infinity,
      );
  while (performance.now() < end) {
    await new Promise((frame) => requestAnimationFrame(frame));
    if (moves()) changedAt = performance.now();
    else if (performance.now() - changedAt >= restMs) break;
  }
  observer.disconnect();
}
