import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** Everybody's password. */
export const PASSWORD = 'correct horse battery staple';

/** Someone at the market, with a browser of their own, who reads what the page shows. */
export class Shopper {
  /** Errors and warnings of the console, and errors that no one caught. */
  readonly complaints: string[] = [];
  /** What they signed up with. */
  readonly email = `${crypto.randomUUID()}@example.com`;

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.complaints.push(`${message.text()} (${message.location().url})`);
    });
  }

  /** Opens the market in a fresh browser. */
  static async arrive(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Shopper> {
    const context = await browser.newContext({
      baseURL: url,
      locale: 'en-IE',
      reducedMotion: 'reduce',
      ...options,
    });
    const shopper = new Shopper(await context.newPage());
    await shopper.page.goto('/');
    await shopper.cart(0).waitFor();
    return shopper;
  }

  /** The way to the cart, while it shows so many products. */
  cart(items: number): Locator {
    return this.page.getByRole('link', { name: `Cart, ${items === 1 ? '1 item' : `${items} items`}` });
  }

  /** The bar of the lab. */
  get bar(): Locator {
    return this.page.getByRole('complementary', { name: 'Session lab' });
  }

  /** Chooses a preset, and waits until everything was looked at afresh. */
  async choose(preset: string): Promise<void> {
    await Promise.all([
      this.page.waitForResponse(
        (response) => response.url().endsWith('/api/lab/mode') && response.request().method() === 'PUT',
      ),
      this.bar.getByText(preset, { exact: true }).click(),
    ]);
    await this.bar.and(this.page.locator('[aria-busy=false]')).waitFor();
  }

  /** Goes to a stall by its awning, and waits until the page has asked for the cart. */
  async visit(stall: string): Promise<void> {
    await Promise.all([
      this.page.waitForEvent('requestfinished', (request) => request.url().endsWith('/api/cart')),
      this.page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: stall }).click(),
      this.page.getByRole('heading', { level: 1, name: stall }).waitFor(),
    ]);
  }

  /** Puts one of a product into the cart, from wherever it is shown. */
  async add(good: string): Promise<void> {
    await this.page.getByRole('button', { name: `Add ${good} to the cart` }).click();
  }

  /** Signs up on the way to the checkout, with a lemon in the cart. */
  async goToCheckout(): Promise<void> {
    await this.visit('Fruit');
    await this.add('Lemons');
    await this.cart(1).waitFor();
    await this.page.goto('/sign-in?next=/checkout');
    await this.signUp();
    await this.page.getByRole('heading', { name: 'Checkout' }).waitFor();
  }

  /** Makes an account on the page that asks for it. */
  async signUp(): Promise<void> {
    await this.page.getByRole('link', { name: 'Create account' }).click();
    await this.page.getByLabel('Name').fill('Ada Byrne');
    await this.page.getByLabel('Email').fill(this.email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Create account' }).click();
    await this.page.waitForURL((url) => !url.pathname.endsWith('/sign-up'));
  }

  /** Signs in on the page that asks for it, by default to the account of {@link signUp}. */
  async signIn({ email, password } = { email: this.email, password: PASSWORD }): Promise<void> {
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.page.waitForURL((url) => url.pathname !== '/sign-in');
  }

  /** Fills in where the order goes. */
  async fillAddress(): Promise<void> {
    await this.page.getByLabel('Street and number').fill('12 Orchard Lane');
    await this.page.getByLabel('Postcode').fill('D04 X2');
    await this.page.getByLabel('City').fill('Dublin');
  }

  /** Fills in the checkout, and places the order. */
  async order({ card = '4242' } = {}): Promise<void> {
    await this.fillAddress();
    await this.page.getByLabel(`Test card ending in ${card}`).check();
    await this.page.getByRole('button', { name: 'Place the order' }).click();
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}
