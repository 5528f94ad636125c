import { describe, expect, vi } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { bearerOf } from '../../lab/src/testing/bearer.js';
import { it } from '../../lab/src/testing/market.js';
import { Shopper } from '../../lab/src/testing/shopper.js';

const SKU = 'DRI-001';
const CUSTOMERS = 20;
/** TEST_FULL=1 takes the long form, a thousand keys. */
const KEYS_EACH = process.env['TEST_FULL'] === '1' ? 50 : 15;
const STOCK = 5000;

interface Order {
  id: string;
  items: { quantity: number }[];
}

/** A customer of the API, with a cart that belongs to the account. */
class Customer {
  readonly ids = new Set<string>();
  private readonly shopper: Shopper;
  private bearer: Record<string, string> = {};

  constructor(private readonly cluster: Cluster) {
    this.shopper = new Shopper(cluster.urls);
  }

  async signUp(): Promise<void> {
    // So that what is sent at once goes to different replicas.
    await this.shopper.setCookie(`lab_routing_${this.cluster.clusterId}`, 'any');
    const account = {
      email: `${crypto.randomUUID()}@example.com`,
      password: 'correct horse battery staple',
      name: 'Ada',
    };
    const stranger = new Shopper(this.shopper.url);
    expect((await stranger.send('POST', '/api/auth/register', account)).status).toBe(201);
    this.bearer = await bearerOf(this.shopper.url, account);
  }

  /** Puts one thing into the cart and buys it, the same request `times` at once. */
  async buy(times: number): Promise<void> {
    await this.fillCart();
    const key = crypto.randomUUID();
    const answers = await Promise.all(
      Array.from({ length: times }, () => this.shopper.checkout(key, this.bearer)),
    );
    const orders = await Promise.all(answers.map(async (answer) => (await answer.json()) as { id: string }));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
    this.ids.add(orders[0]!.id);
  }

  async orders(): Promise<Order[]> {
    const answer = await this.shopper.request('/api/orders?limit=100', { headers: this.bearer });
    return ((await answer.json()) as { items: Order[] }).items;
  }

  /** Adding has no key: a client looks before it adds again. */
  private async fillCart(): Promise<void> {
    for (;;) {
      try {
        const cart = await this.shopper.request('/api/cart', { headers: this.bearer });
        if (((await cart.json()) as { items?: unknown[] }).items?.length === 1) return;
        await (
          await this.shopper.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 }, this.bearer)
        ).arrayBuffer();
      } catch {
        // No answer came: look again.
      }
    }
  }
}

describe(`${CUSTOMERS * KEYS_EACH} checkouts, each sent two to five times at once, while replicas are killed`, () => {
  let cluster: Cluster;
  it.beforeAll(({ cluster: shared }) => {
    cluster = shared;
  });

  it(`are ${CUSTOMERS * KEYS_EACH} orders`, async () => {
    const admin = new Shopper(cluster.url);
    const bearer = await bearerOf(cluster.url, cluster.admin);
    expect((await admin.send('PATCH', `/api/admin/products/${SKU}`, { stock: STOCK }, bearer)).status).toBe(
      200,
    );
    const customers = Array.from({ length: CUSTOMERS }, () => new Customer(cluster));
    for (const customer of customers) await customer.signUp();

    let bought = 0;
    const buying = Promise.allSettled(
      customers.map(async (customer, at) => {
        for (let key = 0; key < KEYS_EACH; key++) {
          await customer.buy(2 + ((at + key) % 4));
          bought++;
        }
      }),
    );
    const total = CUSTOMERS * KEYS_EACH;
    const reached = (count: number) =>
      vi.waitFor(() => expect(bought).toBeGreaterThanOrEqual(count), { timeout: 120_000, interval: 20 });
    const dead = new Set<number>();
    const killing = (async () => {
      for (const [at, id] of ['shop-1', 'shop-2', 'shop-3'].entries()) {
        await reached(((at + 1) * total) / 5);
        dead.add(cluster.replicas[at]!.pid);
        cluster.kill(id);
      }
    })();
    // To its end whatever happens: others use these replicas after this test.
    const [outcomes] = await Promise.all([buying, killing.catch(() => undefined)]);
    await vi.waitFor(() => expect(cluster.replicas.filter(({ pid }) => dead.has(pid))).toEqual([]), 30_000);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(dead.size).toBe(3);

    let sold = 0;
    for (const customer of customers) {
      expect(customer.ids.size).toBe(KEYS_EACH);
      const orders = await customer.orders();
      expect(orders.map(({ id }) => id).sort()).toEqual([...customer.ids].sort());
      sold += orders.flatMap(({ items }) => items).reduce((sum, { quantity }) => sum + quantity, 0);
    }
    // Not one each: an addition that got no answer may have been carried out beside its repetition.
    expect(sold).toBeGreaterThanOrEqual(total);
    const product = await admin.request('/api/products/apple-juice');
    expect(((await product.json()) as { stock: number }).stock).toBe(STOCK - sold);
  }, 300_000);
});
