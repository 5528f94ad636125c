import { Visitor } from '../client/visitor.js';
import type { Action } from './actions.js';
import type { CrowdMode } from './crowd.options.js';
import { hasFailed, type Outcome } from './tally.js';
import type { Visit } from './visit-plan.js';

type Answered = Pick<Outcome, 'method' | 'replica' | 'status' | 'lost'>;

interface CartAnswer {
  items?: { sku: string; quantity: number }[];
}

interface Account {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

const ADDRESS = { name: 'Ada', street: 'Market 1', city: 'Riga', postcode: 'LV-1050', country: 'LV' };
const ORDER = { address: ADDRESS, delivery: 'standard', payment: { token: 'tok_ok' } };
/** How often what had no answer is sent again. */
const INSISTENCE = 5;
const PASSWORD = 'correct horse battery staple';

/** A simulated visitor: does what the plan says, and knows what its cart must hold and whether it is signed in. */
export class CrowdVisitor {
  /** Who answered last. */
  replica: string | undefined;
  readonly #browser: Visitor;
  /** What the cart must hold, by SKU; undefined where an answer that never came left it open. */
  #cart: Map<string, number> | undefined = new Map();
  #signedIn = false;
  /** Sends again what had no answer, and may be done late, or be done. */
  #unsettled: (() => Promise<Answered>) | undefined;
  /** What goes before each path: the route in `url` routing. */
  #prefix = '';

  constructor(
    urls: readonly string[],
    /** The visitor's place in the crowd. */
    readonly place: number,
    headers: Record<string, string>,
  ) {
    this.#browser = new Visitor(urls, headers);
  }

  /** Bytes of cookies that travelled so far. */
  get cookieBytes(): Visitor['cookieBytes'] {
    return this.#browser.cookieBytes;
  }

  /** The route in the path in `url` routing. */
  get route(): string | undefined {
    return this.#prefix.split('/').at(2);
  }

  /** A cookie's value, by the beginning of its name. */
  async cookie(prefix: string): Promise<string | undefined> {
    const cookies = await this.#browser.jar.getCookies(this.#browser.url);
    return cookies.find(({ key }) => key.startsWith(prefix))?.value;
  }

  /** Comes in: chooses the mode, puts something into the cart, and signs in if the visit says so. */
  async *arrive(mode: CrowdMode, { firstSku, signsIn }: Visit): AsyncGenerator<Answered> {
    yield await this.#choose(mode);
    yield await this.act({ kind: 'add', sku: firstSku });
    if (signsIn) yield await this.act({ kind: 'sign-in' });
  }

  /**
   * Does one thing, and compares what comes back with what the visitor knows. Who does not know what became of a checkout or a login
   * sends that again first, as people do.
   */
  async act(action: Action): Promise<Answered> {
    if (this.#unsettled) return this.#unsettled();
    switch (action.kind) {
      case 'browse':
        return this.#request('GET', `/api/products?category=${action.category}&limit=12`);
      case 'look':
        return this.#look();
      case 'add':
        return this.#add(action.sku);
      case 'sign-in':
        return this.#signIn();
      case 'account':
        return this.#lookAtAccount();
      case 'check-out':
        return this.#checkOut();
    }
  }

  async #choose({ routing, state }: CrowdMode): Promise<Answered> {
    const answered = await this.#request('PUT', '/api/lab/mode', { routing, state });
    const { location = '/' } = (answered.body ?? {}) as { location?: string };
    this.#prefix = location.replace(/\/$/, '');
    return answered;
  }

  async #look(): Promise<Answered> {
    const answered = await this.#request('GET', '/api/cart');
    return answered.status === 200
      ? { ...answered, ...this.#compare(answered.body as CartAnswer) }
      : answered;
  }

  async #add(sku: string): Promise<Answered> {
    const answered = await this.#request('POST', '/api/cart/items', { sku, quantity: 1 });
    // Without an answer it may have been added or not: the cart must hold what it held before, at least.
    if (answered.status !== 201) return answered;
    this.#cart?.set(sku, (this.#cart.get(sku) ?? 0) + 1);
    return { ...answered, ...this.#compare(answered.body as CartAnswer) };
  }

  /** The answer may be lost, and with it the session's new id; the account has the cart then. */
  async #signIn(account = newAccount(), sent = 0): Promise<Answered> {
    const answered = await this.#request('POST', '/api/auth/register', account);
    const { status } = answered;
    this.#signedIn ||= status === 201;
    this.#unsettled = undefined;
    if (hasFailed(status)) this.#insist(sent, () => this.#signIn(account, sent + 1));
    else if (status === 409) this.#insist(sent, () => this.#logIn(account, sent + 1));
    return answered;
  }

  async #logIn(account: Account, sent: number): Promise<Answered> {
    const { email, password } = account;
    const answered = await this.#request('POST', '/api/auth/login', { email, password });
    const signedIn = answered.status === 200;
    this.#signedIn ||= signedIn;
    this.#unsettled = undefined;
    if (!signedIn) this.#insist(sent, () => this.#logIn(account, sent + 1));
    return answered;
  }

  async #lookAtAccount(): Promise<Answered> {
    const answered = await this.#request('GET', '/api/auth/me');
    if (answered.status !== 401 || !this.#signedIn) return answered;
    this.#signedIn = false;
    return { ...answered, lost: 'login' };
  }

  /** The order may be made late, out of whatever is in the cart then. */
  async #checkOut(key: string = crypto.randomUUID(), sent = 0): Promise<Answered> {
    const answered = await this.#request('POST', '/api/checkout', ORDER, { 'idempotency-key': key });
    const { status } = answered;
    this.#unsettled = undefined;
    if (status === 201) this.#cart = new Map();
    // A 409 of the first one is about the cart; of a repeated one it may say that the first is still under way.
    else if (hasFailed(status) || (sent > 0 && status === 409)) {
      // The next look tells what there is.
      this.#cart = undefined;
      this.#insist(sent, () => this.#checkOut(key, sent + 1));
    }
    return answered;
  }

  #insist(sent: number, again: () => Promise<Answered>): void {
    if (sent < INSISTENCE) this.#unsettled = again;
    else this.#cart = undefined;
  }

  /** Says whether the cart holds less than it must, and goes by what it holds from now on. */
  #compare({ items = [] }: CartAnswer): Pick<Outcome, 'lost'> {
    const held = new Map(items.map(({ sku, quantity }) => [sku, quantity]));
    const less = [...(this.#cart ?? [])].some(([sku, quantity]) => (held.get(sku) ?? 0) < quantity);
    this.#cart = held;
    return { lost: less ? 'cart' : undefined };
  }

  async #request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered & { body?: unknown }> {
    try {
      const address = `${this.#prefix}${path}`;
      const response = body
        ? await this.#browser.send(method, address, body, headers)
        : await this.#browser.request(address, { method, headers });
      this.replica = response.headers.get('x-served-by') ?? undefined;
      const text = await response.text();
      const json = response.ok && text ? (JSON.parse(text) as unknown) : undefined;
      return { method, replica: this.replica, status: response.status, lost: undefined, body: json };
    } catch {
      // No answer is an outcome: it is counted as a failed request.
      return { method, replica: undefined, status: 0, lost: undefined };
    }
  }
}

function newAccount(): Account {
  return { email: `${crypto.randomUUID()}@example.com`, password: PASSWORD, name: 'Ada' };
}
