import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Routing } from '../src/balancer/routing.js';
import { counts, moved, Placements } from './placements.js';
import { startStubCluster, type StubCluster } from './stub-cluster.js';

const VISITORS = 1000;
const REQUESTS = 10;

describe(`${VISITORS} visitors with ${REQUESTS} requests each, four replicas`, () => {
  let cluster: StubCluster;
  beforeAll(async () => {
    cluster = await startStubCluster(4);
  });
  afterAll(() => cluster.stop());

  it.each<Routing>(['cookie', 'url', 'ip'])('%s: nobody ever moves', async (routing) => {
    const visitors = new Placements(cluster, routing, VISITORS);
    const homes = await visitors.look();
    expect(Object.keys(counts(homes)).sort()).toEqual(['r1', 'r2', 'r3', 'r4']);
    for (let request = 2; request <= REQUESTS; request++) expect(await visitors.look()).toEqual(homes);
    await visitors.close();
  });

  it('any: spreads all requests within 5 %', async () => {
    const visitors = new Placements(cluster, 'any', VISITORS);
    const places = [];
    for (let request = 1; request <= REQUESTS; request++) places.push(...(await visitors.look()));
    const even = (VISITORS * REQUESTS) / 4;
    for (const count of Object.values(counts(places))) expect(Math.abs(count / even - 1)).toBeLessThan(0.05);
    await visitors.close();
  });

  it('ip: spreads the 254 addresses of one /24 over all replicas', async () => {
    const visitors = new Placements(cluster, 'ip', 255);
    const [, ...addresses] = await visitors.look();
    const { r1 = 0, r2 = 0, r3 = 0, r4 = 0 } = counts(addresses);
    expect(r1 + r2 + r3 + r4).toBe(254);
    expect(Math.min(r1, r2, r3, r4)).toBeGreaterThan(0);
    await visitors.close();
  });
});

/** Tells the balancer of the first `count` replicas alone, and waits until it has followed. */
async function show(cluster: StubCluster, count: number): Promise<void> {
  cluster.list(Object.fromEntries(cluster.replicas.map(({ id }, at) => [id, at < count ? 'up' : 'absent'])));
  const probe = new Placements(cluster, 'any', 40);
  await expect
    .poll(async () => Object.keys(counts(await probe.look())).length, { timeout: 60_000, interval: 200 })
    .toBe(count);
  await probe.close();
}

describe('cookie: what a pin keeps when replicas come and go', () => {
  let cluster: StubCluster;
  beforeAll(async () => {
    cluster = await startStubCluster(8);
  });
  afterAll(() => cluster.stop());

  it.each([
    [4, 3],
    [4, 5],
    [8, 7],
  ])(
    'from %i to %i: exactly the visitors of a replica that left move, once, and it takes nobody back',
    async (from, to) => {
      await show(cluster, from);
      const visitors = new Placements(cluster, 'cookie', VISITORS);
      const before = await visitors.look();
      await show(cluster, to);
      const after = await visitors.look();
      const orphans = before.filter((place) => Number(place.slice(1)) > to).length;
      expect(moved(before, after)).toBe(orphans);
      if (to > from) expect(orphans).toBe(0);
      else expect(orphans).toBeGreaterThan(0);
      await show(cluster, from);
      if (to < from) expect(await visitors.look()).toEqual(after);
      await visitors.close();
    },
  );
});

const RINGS = 5;
const KEYS = 600;

describe.each<Routing>(['url', 'ip'])('%s: what a consistent hash moves, mean over five rings', (routing) => {
  const rings: StubCluster[] = [];
  beforeAll(async () => {
    // The ring follows from the ports, which are others in each.
    rings.push(...(await Promise.all(Array.from({ length: RINGS }, () => startStubCluster(8)))));
  });
  afterAll(() => Promise.all(rings.map((ring) => ring.stop())));

  it.each([
    [4, 3, 1 / 4],
    [4, 5, 1 / 5],
    [8, 7, 1 / 8],
  ])('from %i to %i at most 1.2 times the share that must', async (from, to, ideal) => {
    const shares = await Promise.all(
      rings.map(async (ring) => {
        await show(ring, from);
        const visitors = new Placements(ring, routing, KEYS);
        const before = await visitors.look();
        await show(ring, to);
        const share = moved(before, await visitors.look()) / KEYS;
        await visitors.close();
        return share;
      }),
    );
    const mean = shares.reduce((sum, share) => sum + share, 0) / RINGS;
    expect(mean).toBeGreaterThan(0);
    expect(mean / ideal).toBeLessThan(1.2);
  });
});
