import { describe, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { it } from '../../lab/src/testing/market.js';
import { Shopper } from '../../lab/src/testing/shopper.js';

describe('the presets, through nginx and three replicas', () => {
  let cluster: Cluster;
  it.beforeAll(({ cluster: shared }) => {
    cluster = shared;
  });

  it.each(['sticky', 'external', 'stateless', 'hybrid', 'memcached', 'postgres'])(
    '%s: register, fill a cart, check out, see the order',
    async (mode) => {
      const shopper = await Shopper.in(mode, cluster.url);
      expect((await shopper.register()).status).toBe(201);
      expect((await shopper.add('DRI-001')).status).toBe(201);
      expect((await shopper.add('FRU-001')).status).toBe(201);
      const answer = await shopper.checkout();
      expect(answer.status).toBe(201);
      const order = (await answer.json()) as { id: string; items: unknown[] };
      expect(order.items).toHaveLength(2);
      expect(await shopper.orders()).toEqual([order.id]);
      expect((await shopper.cart()).items).toEqual([]);
    },
  );

  it.each([
    ['broken', (lost: number) => lost >= 50],
    ['sticky', (lost: number) => lost === 0],
    ['external', (lost: number) => lost === 0],
    ['stateless', (lost: number) => lost === 0],
    ['hybrid', (lost: number) => lost === 0],
  ])('100 visitors with ten requests each, %s', async (mode, isExpected) => {
    const replicas = new Set<string | null>();
    let [lost, moved] = [0, 0];
    for (let batch = 0; batch < 10; batch++) {
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const shopper = await Shopper.in(mode, cluster.url);
          await shopper.add('DRI-001');
          let kept = true;
          const mine = new Set<string | null>();
          for (let request = 0; request < 9; request++) {
            const response = await shopper.request('/api/cart');
            mine.add(response.headers.get('x-served-by'));
            kept &&= ((await response.json()) as { items: unknown[] }).items.length === 1;
          }
          for (const replica of mine) replicas.add(replica);
          if (mine.size > 1) moved++;
          if (!kept) lost++;
        }),
      );
    }
    expect(isExpected(lost), `${lost} of 100 carts were lost`).toBe(true);
    expect(replicas.size).toBeGreaterThanOrEqual(2);
    if (mode === 'sticky' || mode === 'hybrid') expect(moved).toBe(0);
    else expect(moved).toBeGreaterThan(50);
  });
});
