import { setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'undici';
import { Visitor } from '../client/visitor.js';
import { drawSku } from '../crowd/actions.js';
import type { CrowdMode } from '../crowd/crowd.options.js';
import type { Random } from '../random.js';
import { isFinal, type CheckoutAnswer, type KeyRecord, type Purchase } from './checkout-record.js';

const ADDRESS = { name: 'Ada', street: 'Market 1', city: 'Riga', postcode: 'LV-1050', country: 'LV' };
/** How long a key is repeated, in ms: much longer than any fault, and than the lease of an order whose replica was killed. */
const PATIENCE_MS = 180_000;
const RETRY_MS = 500;

/** What happens to a purchase, drawn before it begins. */
interface Plan {
  readonly skus: readonly string[];
  readonly token: 'tok_ok' | 'tok_declined';
  /** A second key for the same cart: sent at the same moment, or once the first has its answer. */
  readonly secondKey: 'none' | 'at once' | 'later';
}

/** Draws a purchase: one in eight is declined, half of them have a second key. */
export function drawPlan(random: Random): Plan {
  return {
    skus: Array.from({ length: random.between(1, 3) }, () => drawSku(random)),
    token: random.between(1, 8) === 1 ? 'tok_declined' : 'tok_ok',
    secondKey: (['none', 'none', 'at once', 'later'] as const)[random.between(0, 3)]!,
  };
}

/** A new customer with one cart. The client repeats each key until it has a final answer, and records every answer. */
export class Buyer {
  readonly #visitor: Visitor;
  readonly #account = {
    email: `${crypto.randomUUID()}@example.com`,
    password: 'correct horse battery staple',
  };
  #prefix = '';

  constructor(
    url: string,
    address: string,
    private readonly mode: CrowdMode,
    private readonly plan: Plan,
    /** Called when a checkout is sent. */
    private readonly sent: () => void,
  ) {
    this.#visitor = new Visitor(url, { 'x-forwarded-for': address });
  }

  /**
   * Fills a cart and orders it.
   * @returns undefined if the cart could not be filled: a request without an answer may fill it later, so that it is not one cart
   */
  async buy(): Promise<Purchase | undefined> {
    if (!(await this.#fillCart())) return undefined;
    const keys = [newKey()];
    if (this.plan.secondKey === 'at once') keys.push(newKey());
    await Promise.all(keys.map((record) => this.#settle(record)));
    if (this.plan.secondKey === 'later') {
      const later = newKey();
      keys.push(later);
      await this.#settle(later);
    }
    // A final answer stays what it is.
    for (const record of keys) record.answers.push(await this.#checkout(record.key));
    return { state: this.mode.state, keys };
  }

  async #fillCart(): Promise<boolean> {
    try {
      const chosen = await this.#visitor.send('PUT', '/api/lab/mode', this.mode);
      const { location } = (await chosen.json()) as { location?: string };
      this.#prefix = (location ?? '/').replace(/\/$/, '');
      if (chosen.status !== 200) return false;
      for (const sku of this.plan.skus)
        if ((await this.#post('/api/cart/items', { sku, quantity: 1 })).status !== 201) return false;
      return (await this.#post('/api/auth/register', { ...this.#account, name: 'Ada' })).status === 201;
    } catch {
      return false;
    }
  }

  async #settle({ key, answers }: KeyRecord): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (performance.now() < giveUpAt) {
      const answer = await this.#checkout(key);
      answers.push(answer);
      if (isFinal(answer)) return;
      // The session died with its replica: the account still has the key.
      if (answer.status === 401) await this.#signIn();
      await delay(RETRY_MS);
    }
  }

  async #checkout(key: string): Promise<CheckoutAnswer> {
    const body = { address: ADDRESS, delivery: 'standard', payment: { token: this.plan.token } };
    this.sent();
    try {
      const answer = await this.#post('/api/checkout', body, { 'idempotency-key': key });
      const { id, title } = (await answer.json()) as { id?: string; title?: string };
      const retry = answer.headers.has('retry-after') || answer.status >= 500;
      return { status: answer.status, title, orderId: answer.status === 201 ? id : undefined, retry };
    } catch {
      return { status: 0, retry: true };
    }
  }

  async #signIn(): Promise<void> {
    try {
      await (await this.#post('/api/auth/login', this.#account)).arrayBuffer();
    } catch {
      // The next checkout finds out.
    }
  }

  #post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.#visitor.send('POST', `${this.#prefix}${path}`, body, headers);
  }
}

function newKey(): KeyRecord {
  return { key: crypto.randomUUID(), answers: [] };
}
