import { it as inMarket } from '../../lab/src/testing/market.js';
import { startChromium } from './chromium.mjs';

/** `it`, with one market and one Chromium for all files of a run. */
export const it = inMarket.extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
  const browser = await startChromium();
  onCleanup(() => browser.close());
  return browser;
});
