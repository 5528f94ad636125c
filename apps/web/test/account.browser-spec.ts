import type { Browser } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { it } from './market';
import { PASSWORD, Shopper } from './shopper';

describe('accounts and the admin, in Chromium through nginx', () => {
  let cluster: Cluster;
  let browser: Browser;
  it.beforeAll(({ cluster: shared, browser: started }) => {
    cluster = shared;
    browser = started;
  });

  /** Someone whose session every replica knows, so that any of them can end it. */
  async function newShopper(): Promise<Shopper> {
    const shopper = await Shopper.arrive(browser, cluster.url);
    await shopper.choose('External');
    return shopper;
  }

  /** Someone with an account, on the page that shows it. */
  async function customer(): Promise<Shopper> {
    const shopper = await newShopper();
    await shopper.page.goto('/sign-in?next=/account');
    await shopper.signUp();
    await shopper.page.getByRole('heading', { name: 'Your account' }).waitFor();
    return shopper;
  }

  /** The same person in another browser. */
  async function elsewhere({ email }: Shopper, next: string): Promise<Shopper> {
    const shopper = await newShopper();
    await shopper.page.goto(`/sign-in?next=${next}`);
    await shopper.signIn({ email, password: PASSWORD });
    return shopper;
  }

  it('changes the name and the password, which ends the other sessions', async () => {
    const shopper = await customer();
    const { page } = shopper;
    const phone = await elsewhere(shopper, '/account');
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your name was saved.').waitFor();
    await page.getByRole('textbox', { name: 'Current password' }).fill('not this one');
    await page.getByRole('textbox', { name: 'New password' }).fill('another good password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('alert').getByText('Wrong current password').waitFor();
    await page.getByRole('textbox', { name: 'Current password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your password was changed').waitFor();
    await phone.page.reload();
    await phone.page.waitForURL('**/sign-in?next=/account');
    await page.reload();
    await page.getByRole('link', { name: 'Account' }).and(page.getByTitle('Ada Lovelace')).waitFor();
    await Promise.all([shopper.leave(), phone.leave()]);
  });

  it('lists sessions with “this device”, ends one, and signs out everywhere', async () => {
    const shopper = await customer();
    const { page } = shopper;
    const phone = await elsewhere(shopper, '/orders');
    await page.reload();
    const sessions = page.getByRole('listitem').filter({ hasText: 'Since' });
    await expect.poll(() => sessions.count()).toBe(2);
    expect(await sessions.filter({ hasText: 'this device' }).count()).toBe(1);
    await page.getByRole('button', { name: /^End the session of/ }).click();
    await expect.poll(() => sessions.count()).toBe(1);
    await phone.page.reload();
    await phone.page.waitForURL('**/sign-in?next=/orders');
    await phone.signIn({ email: shopper.email, password: PASSWORD });
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page
      .getByRole('group', { name: 'Sign out everywhere' })
      .getByRole('button', { name: 'Sign out' })
      .click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await phone.page.reload();
    await phone.page.waitForURL('**/sign-in?next=/orders');
    expect(shopper.complaints).toEqual([]);
    await Promise.all([shopper.leave(), phone.leave()]);
  });

  it('a session that an admin ended says so, and keeps the place, the form and the goods', async () => {
    const shopper = await customer();
    const { page } = shopper;
    await page.goto('/categories/fruit');
    await shopper.add('Lemons');
    await shopper.cart(1).click();
    await page.getByRole('link', { name: 'Check out' }).click();
    await shopper.fillAddress();

    const admin = await newShopper();
    await admin.page.goto('/sign-in?next=/admin/users');
    await admin.signIn(cluster.admin);
    await admin.page.getByPlaceholder('Find by name or email').fill(shopper.email);
    await admin.page.getByRole('button', { name: `Sessions of Ada Byrne, ${shopper.email}` }).click();
    await admin.page.getByText('on Linux').waitFor();
    await admin.page.getByRole('button', { name: 'End all sessions' }).click();
    await admin.page.getByText('Ada Byrne is signed out everywhere.').waitFor();

    // The shop itself tells the page, so nothing may be typed or clicked there any more.
    await page.getByText('Your session has ended').waitFor();
    await page.waitForURL('**/sign-in?next=/checkout');
    await shopper.signIn();
    await page.waitForURL('**/checkout');
    expect(await page.getByLabel('Street and number').inputValue()).toBe('12 Orchard Lane');
    await shopper.cart(1).waitFor();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText('1 × Lemons').waitFor();

    await admin.page.getByRole('navigation', { name: 'Parts' }).getByRole('link', { name: 'Orders' }).click();
    const order = admin.page.getByRole('row').filter({ hasText: '1 × Lemons' }).first();
    await order.getByText('Paid').waitFor();
    expect(admin.complaints).toEqual([]);
    await Promise.all([shopper.leave(), admin.leave()]);
  });

  it('an admin changes a price and a stock, and everybody sees it; nobody else gets there', async () => {
    const admin = await newShopper();
    const { page } = admin;
    await page.goto('/sign-in?next=/admin');
    await admin.signIn(cluster.admin);
    await page.getByPlaceholder('Find a product').fill('pretzel');
    const price = page.getByRole('spinbutton', { name: /^Price of .*retzel/ });
    await price.fill('9.87');
    await page.getByRole('spinbutton', { name: /^Stock of .*retzel/ }).fill('0');
    await page.getByRole('button', { name: /^Save .*retzel/ }).click();
    await page.getByText('was saved.').waitFor();
    const shopper = await customer();
    await shopper.page.goto('/search?q=pretzel');
    await shopper.page.getByText('€9.87').waitFor();
    expect(await shopper.page.getByRole('button', { name: /^Add .*retzel/ }).isDisabled()).toBe(true);
    await shopper.page.goto('/admin');
    await shopper.page.getByRole('heading', { name: 'This page is for administrators' }).waitFor();
    expect(shopper.complaints).toEqual([]);
    expect(admin.complaints).toEqual([]);
    await Promise.all([shopper.leave(), admin.leave()]);
  });
});
