import { afterAll, beforeEach, describe, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { bearerOf } from '../../lab/src/testing/bearer.js';
import { it } from '../../lab/src/testing/market.js';
import { Shopper } from '../../lab/src/testing/shopper.js';

const SKU = 'DRI-001';
const BUYERS = 200;

const PASSWORD = 'correct horse battery staple';

describe('a checkout, through nginx and three replicas', () => {
  let cluster: Cluster;
  let admin: Shopper;
  it.beforeAll(({ cluster: shared }) => {
    cluster = shared;
    admin = new Shopper(cluster.url);
  });
  // The others find a market that is full.
  afterAll(() => stockUp(1000));

  let bearer: Record<string, string>;
  beforeEach(async () => {
    bearer = await bearerOf(cluster.url, cluster.admin);
  });

  const stockUp = async (stock: number) =>
    expect((await admin.send('PATCH', `/api/admin/products/${SKU}`, { stock }, bearer)).status).toBe(200);
  const stock = async () =>
    ((await (await admin.request('/api/products/apple-juice')).json()) as { stock: number }).stock;

  it(`sells a stock of ten to ten of ${BUYERS} buyers`, async () => {
    const buyers: Shopper[] = [];
    while (buyers.length < BUYERS) {
      // A few at a time: hashing a password is made to be slow.
      const some = await Promise.all(Array.from({ length: 10 }, () => Shopper.in('external', cluster.url)));
      for (const { status } of await Promise.all(some.map((buyer) => buyer.register())))
        expect(status).toBe(201);
      for (const { status } of await Promise.all(some.map((buyer) => buyer.add(SKU))))
        expect(status).toBe(201);
      buyers.push(...some);
    }
    await stockUp(10);
    const answers = await Promise.all(buyers.map((buyer) => buyer.checkout()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(BUYERS - 10);
    expect(new Set(answers.map(({ headers }) => headers.get('x-served-by'))).size).toBe(3);
    expect(await stock()).toBe(0);
    const orders = await Promise.all(buyers.map((buyer) => buyer.orders()));
    expect(orders.flat()).toHaveLength(10);
  });

  it.each(['sticky', 'external', 'stateless'])(
    'makes one order of a checkout sent twice at once: %s',
    async (mode) => {
      await stockUp(5);
      const buyer = await Shopper.in(mode, cluster.url);
      expect((await buyer.register()).status).toBe(201);
      expect((await buyer.add(SKU)).status).toBe(201);
      const key = crypto.randomUUID();
      const twins = await Promise.all([buyer.checkout(key), buyer.checkout(key)]);
      expect(twins.map(({ status }) => status)).toEqual([201, 201]);
      const [first, second] = (await Promise.all(twins.map((twin) => twin.json()))) as { id: string }[];
      expect(second?.id).toBe(first?.id);
      expect(await buyer.orders()).toEqual([first?.id]);
      expect(await stock()).toBe(4);
    },
  );

  it.each(['sticky', 'external', 'stateless', 'an API client'])(
    'leaves a cart alone that was filled since, when the same checkout comes once more: %s',
    async (mode) => {
      await stockUp(5);
      const isClient = mode === 'an API client';
      const buyer = await Shopper.in(isClient ? 'external' : mode, cluster.url);
      const answer = await buyer.register();
      expect(answer.status).toBe(201);
      const { email } = (await answer.json()) as { email: string };
      const headers = isClient ? await bearerOf(cluster.url, { email, password: PASSWORD }) : {};
      const fill = () => buyer.send('POST', '/api/cart/items', { sku: SKU, quantity: 1 }, headers);
      const key = crypto.randomUUID();
      await fill();
      const first = (await (await buyer.checkout(key, headers)).json()) as { id: string };
      await fill();
      const again = (await (await buyer.checkout(key, headers)).json()) as { id: string };
      expect(again.id).toBe(first.id);
      const cart = await buyer.request('/api/cart', { headers });
      expect(await cart.json()).toMatchObject({ items: [{ sku: SKU, quantity: 1 }] });
      const next = (await (await buyer.checkout(crypto.randomUUID(), headers)).json()) as { id: string };
      expect(next.id).not.toBe(first.id);
    },
  );
});
