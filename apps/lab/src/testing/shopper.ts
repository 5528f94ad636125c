import { setTimeout as delay } from 'node:timers/promises';
import { Response } from 'undici';
import { Visitor } from '../client/visitor.js';

/** What a cart holds, as far as tests look. */
export interface Cart {
  items: { sku: string; quantity: number }[];
}

const ADDRESS = { name: 'Ada', street: 'Market 1', city: 'Riga', postcode: 'LV-1050', country: 'LV' };
const CHECKOUT = { address: ADDRESS, delivery: 'standard', payment: { token: 'tok_ok' } };

/** A preset by its name, or a state on its own behind `any`. */
const chooses = (mode: string) =>
  ['memcached', 'postgres'].includes(mode) ? { routing: 'any', state: mode } : { preset: mode };

/** A visitor who does what people do in a shop. */
export class Shopper extends Visitor {
  /** A shopper who has chosen that preset, or that state behind `any`. */
  static async in(
    mode: string,
    url: string | readonly string[],
    headers: Record<string, string> = {},
  ): Promise<Shopper> {
    const shopper = new Shopper(url, headers);
    const answer = await shopper.send('PUT', '/api/lab/mode', chooses(mode));
    if (answer.status !== 200)
      throw new Error(`${mode} was answered by ${answer.status}: ${await answer.text()}`);
    return shopper;
  }

  register(): Promise<Response> {
    return this.send('POST', '/api/auth/register', {
      email: `${crypto.randomUUID()}@example.com`,
      password: 'correct horse battery staple',
      name: 'Ada',
    });
  }

  add(sku: string): Promise<Response> {
    return this.send('POST', '/api/cart/items', { sku, quantity: 1 });
  }

  async cart(): Promise<Cart> {
    return (await (await this.request('/api/cart')).json()) as Cart;
  }

  /** The ids of this shopper's orders. */
  async orders(): Promise<string[]> {
    const list = (await (await this.request('/api/orders')).json()) as { items: { id: string }[] };
    return list.items.map(({ id }) => id);
  }

  /**
   * As a client does: what a busy shop did not answer, or is still acting on, is asked again with the same key, in a second
   * or as it says.
   */
  async checkout(key: string = crypto.randomUUID(), headers: Record<string, string> = {}): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.tryCheckout(key, headers);
      if (attempt === 20) return answer ?? Response.error();
      if (answer && answer.status < 500 && !answer.headers.has('retry-after')) return answer;
      await answer?.arrayBuffer();
      await delay(Number(answer?.headers.get('retry-after') ?? 1) * 1000);
    }
  }

  /** One checkout; undefined where no answer came. */
  private async tryCheckout(key: string, headers: Record<string, string>): Promise<Response | undefined> {
    try {
      return await this.send('POST', '/api/checkout', CHECKOUT, { ...headers, 'idempotency-key': key });
    } catch {
      return undefined;
    }
  }
}
