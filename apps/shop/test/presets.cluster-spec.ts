import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type Cluster } from '../../lab/src/cluster/cluster.js';
import { Visitor } from '../../lab/src/testing/visitor.js';
import { send } from './shop-app.js';

const ADDRESS = { name: 'Ada', street: 'Market 1', city: 'Riga', postcode: 'LV-1050', country: 'LV' };
const CHECKOUT = { address: ADDRESS, delivery: 'standard', payment: { token: 'tok_ok' } };

interface Cart {
  items: { sku: string; quantity: number }[];
}

/** A preset by its name, or a state on its own behind `any`. */
const chooses = (mode: string) =>
  ['memcached', 'postgres'].includes(mode) ? { routing: 'any', state: mode } : { preset: mode };

describe('the presets, through nginx and three replicas', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.stop());

  const visitorIn = async (mode: string) => {
    const visitor = new Visitor(cluster.url);
    expect((await send(visitor, 'PUT', '/api/lab/mode', chooses(mode))).status).toBe(200);
    return visitor;
  };
  const add = (visitor: Visitor, sku: string) =>
    send(visitor, 'POST', '/api/cart/items', { sku, quantity: 1 });
  const cartOf = async (visitor: Visitor) => (await (await visitor.request('/api/cart')).json()) as Cart;
  const register = (visitor: Visitor) =>
    send(visitor, 'POST', '/api/auth/register', {
      email: `${crypto.randomUUID()}@example.com`,
      password: 'correct horse battery staple',
      name: 'Ada',
    });
  /** As a client does: what a busy shop did not answer is asked again with the same key. */
  const checkout = async (visitor: Visitor, key: string) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await send(visitor, 'POST', '/api/checkout', CHECKOUT, { 'idempotency-key': key });
      if (answer.status < 500 || attempt === 10) return answer;
    }
  };

  it.each(['sticky', 'external', 'stateless', 'hybrid', 'memcached', 'postgres'])(
    '%s: register, fill a cart, check out, see the order',
    async (preset) => {
      const visitor = await visitorIn(preset);
      expect((await register(visitor)).status).toBe(201);
      expect((await add(visitor, 'DRI-001')).status).toBe(201);
      expect((await add(visitor, 'FRU-001')).status).toBe(201);
      const answer = await checkout(visitor, crypto.randomUUID());
      expect(answer.status).toBe(201);
      const order = (await answer.json()) as { id: string; items: unknown[] };
      expect(order.items).toHaveLength(2);
      const orders = (await (await visitor.request('/api/orders')).json()) as { items: { id: string }[] };
      expect(orders.items.map(({ id }) => id)).toEqual([order.id]);
      expect((await cartOf(visitor)).items).toEqual([]);
    },
  );

  it.each([
    ['broken', (lost: number) => lost >= 50],
    ['sticky', (lost: number) => lost === 0],
    ['external', (lost: number) => lost === 0],
    ['stateless', (lost: number) => lost === 0],
    ['hybrid', (lost: number) => lost === 0],
  ])('100 visitors with ten requests each, %s', async (preset, isExpected) => {
    const replicas = new Set<string | null>();
    let [lost, moved] = [0, 0];
    for (let batch = 0; batch < 10; batch++) {
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const visitor = await visitorIn(preset);
          await add(visitor, 'DRI-001');
          let kept = true;
          const mine = new Set<string | null>();
          for (let request = 0; request < 9; request++) {
            const response = await visitor.request('/api/cart');
            mine.add(response.headers.get('x-served-by'));
            kept &&= ((await response.json()) as Cart).items.length === 1;
          }
          for (const replica of mine) replicas.add(replica);
          if (mine.size > 1) moved++;
          if (!kept) lost++;
        }),
      );
    }
    expect(isExpected(lost), `${lost} of 100 carts were lost`).toBe(true);
    expect(replicas.size).toBeGreaterThanOrEqual(2);
    if (preset === 'sticky' || preset === 'hybrid') expect(moved).toBe(0);
    else expect(moved).toBeGreaterThan(50);
  });

  it.each([
    ['external', 0],
    ['stateless', 0],
    ['sticky', 1],
  ] as const)('a replica is killed: %s', async (preset, share) => {
    const visitors = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const visitor = await visitorIn(preset);
        await add(visitor, 'DRI-001');
        return { visitor, replica: (await visitor.request('/api/cart')).headers.get('x-served-by') };
      }),
    );
    const victim = cluster.replicas[0]!.id;
    cluster.kill(victim);
    const after = await Promise.all(
      visitors.map(async ({ visitor, replica }) => {
        const response = await visitor.request('/api/cart');
        const kept = response.status === 200 && ((await response.json()) as Cart).items.length === 1;
        return { status: response.status, kept, wasThere: replica === victim };
      }),
    );
    expect(after.map(({ status }) => status)).toEqual(visitors.map(() => 200));
    const lost = after.filter(({ kept }) => !kept);
    if (share === 0) expect(lost).toEqual([]);
    else expect(lost.length).toBe(after.filter(({ wasThere }) => wasThere).length);
  });

  it('sells a stock of ten to ten of 50 buyers, and one order to a checkout sent twice', async () => {
    const admin = new Visitor(cluster.url);
    const token = (await (await send(admin, 'POST', '/api/auth/token', cluster.admin)).json()) as {
      access_token: string;
    };
    const stock = (value: number) =>
      send(
        admin,
        'PATCH',
        '/api/admin/products/DRI-001',
        { stock: value },
        { authorization: `Bearer ${token.access_token}` },
      );
    const buyers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const visitor = await visitorIn('external');
        await add(visitor, 'DRI-001');
        return visitor;
      }),
    );
    const signedUp = await Promise.all(buyers.slice(0, 1).map(register));
    expect(signedUp[0]?.status).toBe(201);
    for (const visitor of buyers)
      if (visitor !== buyers[0]) expect((await register(visitor)).status).toBe(201);
    expect((await stock(10)).status).toBe(200);
    const keys = buyers.map(() => crypto.randomUUID());
    const answers = await Promise.all(buyers.map((buyer, at) => checkout(buyer, keys[at]!)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 409)).toHaveLength(40);
    const left = (await (await admin.request('/api/products/apple-juice')).json()) as { stock: number };
    expect(left.stock).toBe(0);

    await stock(5);
    const again = answers.findIndex(({ status }) => status === 409);
    const key = crypto.randomUUID();
    const twins = await Promise.all([checkout(buyers[again]!, key), checkout(buyers[again]!, key)]);
    expect(twins.map(({ status }) => status)).toEqual([201, 201]);
    const [first, second] = (await Promise.all(twins.map((twin) => twin.json()))) as { id: string }[];
    expect(second?.id).toBe(first?.id);
  });
});
