// Draws the pictures of the documentation from a running demo:
//
//     npm run demo &
//     node tools/screenshots.mjs [http://127.0.0.1:8080]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startChromium } from '../apps/web/test/chromium.mjs';

const url = process.argv[2] ?? 'http://127.0.0.1:8080';
const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = file('../docs/images');
const { admin } = JSON.parse(readFileSync(file(`../.data/${new URL(url).port}/cluster.json`), 'utf8'));
const STALLS = ['Fruit', 'Vegetables', 'Drinks', 'Pantry', 'Kitchen', 'Garden'];
const WIDE = { width: 1280, height: 860 };
const TALL = { width: 1280, height: 1130 };
const PHONE = { width: 390, height: 844 };

mkdirSync(folder, { recursive: true });
const browser = await startChromium();
try {
  await shoot('shop-light', WIDE, 'light', fillCart);
  await shoot('shop-dark', WIDE, 'dark', fillCart);
  await shoot('shop-phone', PHONE, 'light', fillCart);
  await shoot('cart', WIDE, 'light', openCart);
  await shoot('checkout', WIDE, 'light', goToCheckout);
  await shoot('checkout-phone', PHONE, 'dark', goToCheckout);
  await shoot('admin', WIDE, 'light', seeSessions);
  await shoot('lab-light', TALL, 'light', crashOne);
  await shoot('lab-dark', TALL, 'dark', crashOne);
  await shoot('lab-phone', PHONE, 'light', openLab);
  await shoot('broken', WIDE, 'light', loseCart);
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
  await page.getByRole('button', { name: 'Close the hint' }).click();
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

/** Two crowds while a replica is down, so that one of them has lost something. */
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

async function openCart(page) {
  await fillCart(page);
  await page.getByRole('link', { name: 'Cart, 3 goods' }).click();
  await page.getByRole('dialog').getByText('Check out').waitFor();
}

async function goToCheckout(page) {
  await fillCart(page);
  await page.goto('/sign-in?next=/checkout');
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByLabel('Name').fill('Ada Byrne');
  await page.getByLabel('Email').fill(`ada.${Date.now()}@example.com`);
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByLabel('Street and number').fill('12 Orchard Lane');
  await page.getByLabel('Postcode').fill('D04 X2');
  await page.getByLabel('City').fill('Dublin');
}

async function seeSessions(page) {
  await choose(page, 'External');
  await page.getByRole('button', { name: 'Close the hint' }).click();
  await page.goto('/sign-in?next=/admin/users');
  await page.getByLabel('Email').fill(admin.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(admin.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page
    .getByRole('button', { name: /^Sessions of Ada/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'End all sessions' }).waitFor();
}

async function choose(page, preset) {
  const bar = page.getByRole('complementary', { name: 'Session lab' });
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'PUT'),
    bar.getByText(preset, { exact: true }).click(),
  ]);
}
