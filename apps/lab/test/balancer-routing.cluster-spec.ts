import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../src/client/visitor.js';
import type { Seen } from './stub-replica.js';
import { CLUSTER_ID, startStubCluster, type StubCluster } from './stub-cluster.js';

const CHOICE = `lab_routing_${CLUSTER_ID}`;

describe('routing by visitor', () => {
  let cluster: StubCluster;

  beforeAll(async () => {
    cluster = await startStubCluster(3);
  });

  afterAll(() => cluster.stop());

  const choosing = async (routing: string, headers?: Record<string, string>, url = cluster.url) => {
    const visitor = new Visitor(url, headers);
    await visitor.setCookie(CHOICE, routing);
    return visitor;
  };

  it('any: one request after the other goes round, and no pin is set', async () => {
    const visitor = new Visitor(cluster.url);
    const places = [];
    for (let request = 0; request < 30; request += 1) places.push(await visitor.servedBy());
    for (const id of ['r1', 'r2', 'r3']) expect(places.filter((place) => place === id)).toHaveLength(10);
    expect(await visitor.cookie(`route_${CLUSTER_ID}`)).toBeUndefined();
  });

  it('is chosen live: the next request already goes by the new choice', async () => {
    const visitor = await choosing('cookie');
    const place = await visitor.servedBy();
    for (let request = 0; request < 6; request += 1) expect(await visitor.servedBy()).toBe(place);
    await visitor.setCookie(CHOICE, 'any');
    const places = [await visitor.servedBy(), await visitor.servedBy(), await visitor.servedBy()];
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  it('falls back to the default where the choice is none of the four', async () => {
    const visitor = await choosing('nonsense');
    const places = [await visitor.servedBy(), await visitor.servedBy(), await visitor.servedBy()];
    expect(new Set(places).size).toBe(3);
  });

  describe('ip', () => {
    it('keeps an address on one replica, and spreads the addresses of one net', async () => {
      const places = new Map<string, string | null>();
      for (let host = 1; host <= 60; host += 1) {
        const visitor = await choosing('ip', { 'x-forwarded-for': `10.0.0.${host}` }, cluster.crowd);
        const place = await visitor.servedBy();
        expect(await visitor.servedBy()).toBe(place);
        places.set(`10.0.0.${host}`, place);
      }
      expect(new Set(places.values()).size).toBe(3);
    });

    it('believes X-Forwarded-For on the crowd listener alone', async () => {
      const claim = {
        'x-forwarded-for': '203.0.113.7',
        'x-forwarded-host': 'evil.example',
        forwarded: 'for=1.2.3.4',
      };
      const seen = async (url: string) => (await (await new Visitor(url, claim).request('/')).json()) as Seen;
      const inPublic = await seen(cluster.url);
      expect(inPublic.headers['x-forwarded-for']).toBe('127.0.0.1');
      expect(inPublic.headers).not.toHaveProperty('x-forwarded-host');
      expect(inPublic.headers).not.toHaveProperty('forwarded');
      expect((await seen(cluster.crowd)).headers['x-forwarded-for']).toBe('203.0.113.7');
    });
  });

  describe('url', () => {
    it.each(['GET', 'HEAD'])('sends a %s without a route to a new one', async (method) => {
      const response = await (await choosing('url')).request('/products/apple?page=2', { method });
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toMatch(/^\/s\/[0-9a-f]{32}\/products\/apple\?page=2$/);
      expect(response.headers.get('x-served-by')).toBe('balancer-1');
    });

    it.each(['POST', 'PATCH', 'PUT', 'DELETE'])('keeps the method of a %s', async (method) => {
      const response = await (await choosing('url')).request('/api/cart/items', { method });
      expect(response.status).toBe(307);
      expect(response.headers.get('location')).toMatch(/^\/s\/[0-9a-f]{32}\/api\/cart\/items$/);
    });

    it('keeps a route on one replica, spreads routes, and hides the prefix from the replica', async () => {
      const visitor = await choosing('url');
      const places = new Set<string>();
      for (let route = 0; route < 40; route += 1) {
        const first = (await (await visitor.request(`/s/route-${route}/a%20b?c=%2F`)).json()) as Seen;
        const second = (await (await visitor.request(`/s/route-${route}/`)).json()) as Seen;
        expect(second.replica).toBe(first.replica);
        expect(first.url).toBe('/a%20b?c=%2F');
        expect(second.url).toBe('/');
        places.add(first.replica);
      }
      expect(places.size).toBe(3);
    });

    it('adds the slash that a bare route lacks', async () => {
      const response = await (await choosing('url')).request('/s/abc');
      expect([response.status, response.headers.get('location')]).toEqual([302, '/s/abc/']);
    });

    it.each(['/assets/app.js', '/goods/apple.svg', '/health/ready', '/.well-known/jwks.json'])(
      'serves %s at the root',
      async (path) => {
        expect((await (await choosing('url')).request(path)).status).toBe(200);
      },
    );

    it('does not let a path break out into a header', async () => {
      const response = await (await choosing('url')).request('/a%0d%0aset-cookie:%20evil=1');
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(response.headers.getSetCookie()).toEqual([]);
    });
  });

  it('gives each request a new id, whatever the client claims', async () => {
    const response = await new Visitor(cluster.url, { 'x-request-id': 'mine' }).request('/');
    const seen = (await response.json()) as Seen;
    expect(seen.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(response.headers.get('x-request-id')).toBe(seen.headers['x-request-id']);
  });

  it('passes the host with its port on, which the cross-site rule compares', async () => {
    const seen = (await (await new Visitor(cluster.url).request('/')).json()) as Seen;
    expect(seen.headers.host).toBe(new URL(cluster.url).host);
  });
});

describe('with the lab off', () => {
  it('nobody chooses', async () => {
    const cluster = await startStubCluster(3, { routing: 'cookie', lab: false });
    const visitor = new Visitor(cluster.url);
    await visitor.setCookie(CHOICE, 'any');
    const place = await visitor.servedBy();
    for (let request = 0; request < 6; request += 1) expect(await visitor.servedBy()).toBe(place);
    await cluster.stop();
  });
});

describe('behind a trusted proxy', () => {
  it('the address and the scheme that it names are believed, and cookies are for TLS alone', async () => {
    const cluster = await startStubCluster(1, { routing: 'cookie', trustedProxies: ['127.0.0.1'] });
    const proxy = { 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https' };
    const response = await new Visitor(cluster.url, proxy).request('/');
    const { headers } = (await response.json()) as Seen;
    expect([headers['x-forwarded-for'], headers['x-forwarded-proto']]).toEqual(['198.51.100.9', 'https']);
    expect(response.headers.getSetCookie()[0]).toMatch(/; Secure$/);
    await cluster.stop();
  });
});
