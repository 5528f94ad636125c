import { afterEach, describe, expect, it, vi } from 'vitest';
import { Shopper } from '../../apps/lab/src/testing/shopper.js';
import { Composition } from './composition.js';

/** How long Sentinel or a Cluster may take to notice a master that is gone and to make another one, in ms. */
const FAILOVER = { timeout: 30_000, interval: 200 };

describe('docker compose --profile', () => {
  let composition: Composition | undefined;
  afterEach(() => composition?.down());

  const redis = (service: string, ...command: string[]) =>
    composition!.compose('exec', '-T', service, 'sh', '/deploy/redis/cli.sh', ...command);
  const roleOf = async (service: string) => (await redis(service, 'role')).split('\n')[0];

  /** People with one product in their carts, which a replica of each of these masters has heard of. */
  async function peopleWithCarts(count: number, masters: string[]): Promise<Shopper[]> {
    const people = [];
    for (let person = 0; person < count; person++) {
      const shopper = await Shopper.in('external', composition!.urls);
      expect((await shopper.add('DRI-001')).status).toBe(201);
      people.push(shopper);
    }
    for (const master of masters) expect(await redis(master, 'wait', '1', '5000')).toBe('1');
    return people;
  }

  /** By the API a replica answers 503 until it has found the new master. */
  async function expectCartsOf(people: Shopper[]): Promise<void> {
    for (const shopper of people)
      await vi.waitFor(async () => expect((await shopper.cart()).items).toHaveLength(1), FAILOVER);
  }

  it('sentinel: carts outlive the master, which comes back as a replica', async () => {
    composition = await Composition.up({
      COMPOSE_PROFILES: 'sentinel',
      REDIS_URL: 'redis-sentinel://sentinel-1,sentinel-2,sentinel-3/main',
    });
    const people = await peopleWithCarts(5, ['redis']);
    await composition.compose('kill', 'redis');
    await expectCartsOf(people);
    expect(await roleOf('redis-replica')).toBe('master');
    await composition.compose('start', 'redis');
    await vi.waitFor(async () => expect(await roleOf('redis')).toBe('slave'), FAILOVER);
    await expectCartsOf(people);
    expect((await people[0]!.add('FRU-001')).status).toBe(201);
  });

  it('cluster: carts outlive one of three masters', async () => {
    composition = await Composition.up({
      COMPOSE_PROFILES: 'cluster',
      REDIS_URL: 'redis-cluster://cluster-1,cluster-2,cluster-3',
    });
    const people = await peopleWithCarts(15, ['cluster-1', 'cluster-2', 'cluster-3']);
    for (const master of ['cluster-1', 'cluster-2', 'cluster-3'])
      expect(Number(await redis(master, 'dbsize'))).toBeGreaterThan(0);
    await composition.compose('kill', 'cluster-1');
    await expectCartsOf(people);
    for (const shopper of people) expect((await shopper.add('FRU-001')).status).toBe(201);
  });
});
