import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../src/client/visitor.js';
import { CLUSTER_ID, startStubCluster, type StubCluster } from './stub-cluster.js';

const ROUTE = `route_${CLUSTER_ID}`;

describe('cookie routing', () => {
  let cluster: StubCluster;

  beforeAll(async () => {
    cluster = await startStubCluster(3, { routing: 'cookie', balancers: 2 });
  });

  afterAll(() => cluster.stop());

  const crowd = (size: number) => Array.from({ length: size }, () => new Visitor(cluster.url));
  const whereabouts = (visitors: Visitor[]) => Promise.all(visitors.map((visitor) => visitor.servedBy()));

  it('pins a visitor to the replica of the first answer', async () => {
    const visitor = new Visitor(cluster.url);
    const first = await visitor.servedBy();
    for (let request = 0; request < 20; request += 1) expect(await visitor.servedBy()).toBe(first);
  });

  it('spreads new visitors evenly', async () => {
    const places = await whereabouts(crowd(90));
    for (const id of ['r1', 'r2', 'r3'])
      expect(places.filter((place) => place === id).length).toBeGreaterThan(20);
  });

  it('moves only the visitors of a replica that died, once, and they stay where they went', async () => {
    const visitors = crowd(300);
    const before = await whereabouts(visitors);
    const [dead] = cluster.replicas;

    await dead!.die();
    const during = await whereabouts(visitors);
    expect(during).not.toContain(dead!.id);
    during.forEach((place, index) => {
      if (before[index] !== dead!.id) expect(place).toBe(before[index]);
    });
    expect(await whereabouts(visitors)).toEqual(during);

    await dead!.comeBack();
    await expect.poll(async () => whereabouts(crowd(9))).toContain(dead!.id);
    expect(await whereabouts(visitors)).toEqual(during);
  });

  it('sets the pin again on every answer, for scripts unreadable, with its life', async () => {
    const visitor = new Visitor(cluster.url);
    await visitor.servedBy();
    const again = await visitor.request('/');
    expect(again.headers.getSetCookie()).toEqual([
      `${ROUTE}=${await visitor.cookie(ROUTE)}; Max-Age=1800; Path=/; HttpOnly; SameSite=Lax`,
    ]);
  });

  it('names a replica so that the visitor cannot tell which', async () => {
    const visitor = new Visitor(cluster.url);
    const place = await visitor.servedBy();
    const pin = await visitor.cookie(ROUTE);
    expect(pin).toMatch(/^[0-9a-f]{16}$/);
    // Only a holder of the key can compute it.
    expect(pin).not.toBe(createHash('sha256').update(` ${place}`).digest('hex').slice(0, 16));
  });

  it('treats a forged pin as none, and gives a good one', async () => {
    for (const forged of ['0123456789abcdef', 'r1', '%00', 'pin_any', 'any', '"; drop']) {
      const response = await new Visitor(cluster.url, { cookie: `${ROUTE}=${forged}` }).request('/');
      expect(response.status).toBe(200);
      expect(response.headers.getSetCookie()).toHaveLength(1);
      expect(response.headers.getSetCookie()[0]).not.toContain(forged);
    }
  });

  it('leaves files that any cache may keep without a cookie', async () => {
    for (const path of ['/assets/app-1a2b.js', '/goods/apple.svg']) {
      const response = await new Visitor(cluster.url).request(path);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  it('means the same replica on another balancer', async () => {
    for (const visitor of crowd(12)) {
      const here = await visitor.servedBy();
      expect(await visitor.servedBy(cluster.balancers[1]!.url)).toBe(here);
    }
  });

  it('moves a visitor whose replica hangs after two seconds, and nobody else', async () => {
    const visitors = crowd(9);
    const hanging = await replicaOf(visitors[0]!);
    const before = await whereabouts(visitors);
    hanging.frozen = true;
    const moved = await visitors[0]!.servedBy('/api/cart');
    hanging.frozen = false;
    expect(moved).not.toBe(before[0]);
    expect(await whereabouts(visitors)).toEqual([moved, ...before.slice(1)]);
  });

  it('does not send a POST to a second replica when the first may have acted on it', async () => {
    const visitor = new Visitor(cluster.url);
    const place = await replicaOf(visitor);
    place.frozen = true;
    const requests = () => cluster.replicas.reduce((sum, replica) => sum + replica.requests, 0);
    const before = requests();
    const response = await visitor.request('/api/checkout', { method: 'POST', body: '{}' });
    place.frozen = false;
    expect(response.status).toBe(504);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(requests()).toBe(before + 1);
  });

  async function replicaOf(visitor: Visitor) {
    const place = await visitor.servedBy();
    return cluster.replicas.find(({ id }) => id === place)!;
  }
});
