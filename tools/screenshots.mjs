// Draws the pictures of the documentation from a running demo:
//
//     npm run demo &
//     node tools/screenshots.mjs [http://127.0.0.1:8080]
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startChromium } from '../apps/web/test/chromium.mjs';

const url = process.argv[2] ?? 'http://127.0.0.1:8080';
const folder = fileURLToPath(new URL('../docs/images', import.meta.url));
const STALLS = ['Fruit', 'Vegetables', 'Drinks', 'Pantry', 'Kitchen', 'Garden'];

mkdirSync(folder, { recursive: true });
const browser = await startChromium();
try {
  await shoot('shop-light', { width: 1280, height: 860 }, 'light', fillCart);
  await shoot('shop-dark', { width: 1280, height: 860 }, 'dark', fillCart);
  await shoot('shop-phone', { width: 390, height: 844 }, 'light', fillCart);
  await shoot('lab-light', { width: 1280, height: 1130 }, 'light', crashOne);
  await shoot('lab-dark', { width: 1280, height: 1130 }, 'dark', crashOne);
  await shoot('lab-phone', { width: 390, height: 844 }, 'light', openLab);
  await shoot('broken', { width: 1280, height: 860 }, 'light', loseCart);
} finally {
  await browser.close();
}

async function shoot(name, viewport, colorScheme, prepare) {
  const context = await browser.newContext({ baseURL: url, viewport, colorScheme, locale: 'en-IE' });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('link', { name: 'Cart, 0 goods' }).waitFor();
  const taken = await prepare(page);
  await page.mouse.move(0, 0);
  const picture = taken ?? (await takePicture(page));
  writeFileSync(`${folder}/${name}.png`, picture);
  console.log(`docs/images/${name}.png`);
  await context.close();
}

async function fillCart(page) {
  await choose(page, 'External');
  for (const good of ['Apple juice', 'Avocado']) {
    await page.getByRole('button', { name: `Add ${good} to the cart` }).click();
    await page.getByRole('button', { name: `One ${good} more` }).waitFor();
  }
  await page.getByRole('button', { name: 'One Avocado more' }).click();
  await page.getByRole('link', { name: 'Cart, 3 goods' }).waitFor();
  await page.evaluate('scrollTo(0, 0)');
}

async function takePicture(page) {
  await page.waitForLoadState('networkidle');
  return await page.screenshot({ animations: 'disabled' });
}

/** Its stream of events never lets the network be idle. */
async function openLab(page) {
  await page.getByRole('link', { name: 'Lab' }).click();
  await page.getByRole('img', { name: /^The cluster/ }).waitFor();
  return await page.screenshot({ animations: 'disabled' });
}

/** Two crowds while a replica is away, so that one of them has lost something. */
async function crashOne(page) {
  await openLab(page);
  await page.getByRole('button', { name: 'Start the crowd' }).click();
  await page.getByText('shopping').waitFor();
  await page.waitForTimeout(8000);
  await page.getByRole('button', { name: 'Crash shop-3' }).click();
  await page.getByLabel('Crowd in sticky').locator('[data-bad=true]').waitFor();
  const picture = await page.screenshot();
  await page.getByRole('button', { name: 'Stop the crowd' }).click();
  await page.getByText('gone home').waitFor();
  return picture;
}

async function loseCart(page) {
  await choose(page, 'Broken');
  await page.getByRole('button', { name: 'Add Avocado to the cart' }).click();
  await page.getByRole('button', { name: 'One Avocado more' }).waitFor();
  const notice = page.getByText('Your cart was on another replica');
  for (const stall of STALLS) {
    if (await notice.isVisible()) return;
    await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/api/cart')),
      page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: stall }).click(),
    ]);
  }
  await notice.waitFor();
}

async function choose(page, preset) {
  const bar = page.getByRole('complementary', { name: 'Session lab' });
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'PUT'),
    bar.getByText(preset, { exact: true }).click(),
  ]);
}
