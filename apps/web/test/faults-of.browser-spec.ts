import type { Browser } from 'playwright-core';
import { describe, expect } from 'vitest';
import { faultsOf } from './faults-of';
import { it } from './market';

/** A chosen label, dark on a dark bar unless what is drawn beneath it is light. */
const bar = (script: string) => `<!doctype html><html lang="en"><title>A bar</title><main><h1>A bar</h1>
  <p id="label" style="background: #26342e; color: #10201a">External</p></main>
  <script>const label = document.getElementById('label'); ${script}</script></html>`;

describe('what axe finds on a page', () => {
  let browser: Browser;
  it.beforeAll(({ browser: started }) => {
    browser = started;
  });

  async function faults(script: string): Promise<string[]> {
    const page = await browser.newPage();
    await page.setContent(bar(script));
    const found = await faultsOf(page);
    await page.close();
    return found;
  }

  it('counts where it stays', async () => {
    expect(await faults('')).toEqual([expect.stringContaining('color-contrast')]);
  });

  it('does not count before what belongs beneath it is drawn', async () => {
    const script = `let frames = 0; (function next() {
      label.dataset.frames = frames += 1;
      if (frames < 20) requestAnimationFrame(next);
      else label.style.background = '#fff';
    })()`;
    expect(await faults(script)).toEqual([]);
  });

  it('does not count during a transition that starts late', async () => {
    const script = `label.style.transition = 'background 400ms'; requestAnimationFrame(() => setTimeout(() => {
      label.style.background = '#fff';
    }, 20))`;
    expect(await faults(script)).toEqual([]);
  });

  it('does not count when only one of several scans finds it', async () => {
    const script = `let axe; Object.defineProperty(window, 'axe', { set: (given) => (axe = given), get: () => axe &&
      Object.assign(Object.create(axe), {
        run: (...what) => axe.run(...what).finally(() => (label.style.background = '#fff')),
      }) })`;
    expect(await faults(script)).toEqual([]);
  });
});
