import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Routing } from '../src/balancer/routing.js';
import { Visitor } from '../src/client/visitor.js';
import { CLUSTER_ID, startStubCluster, type StubCluster } from './stub-cluster.js';

const VISITORS = 60;

describe('two balancers, one of which is killed under load', () => {
  let cluster: StubCluster;
  beforeAll(async () => {
    cluster = await startStubCluster(3, { balancers: 2 });
  });
  afterAll(() => cluster.stop());

  it.each<Routing>(['cookie', 'url', 'any'])(
    '%s: a client that knows both sees no failed request, and no visitor changes replica',
    async (routing) => {
      const balancer = cluster.balancers[0]!;
      const urls = cluster.balancers.map(({ url }) => url);
      const visitors = await Promise.all(
        Array.from({ length: VISITORS }, async () => {
          const visitor = new Visitor(urls);
          await visitor.setCookie(`lab_routing_${CLUSTER_ID}`, routing);
          return visitor;
        }),
      );
      const path = (at: number) => (routing === 'url' ? `/s/visitor-${at}/` : '/');
      const homes = await Promise.all(visitors.map((visitor, at) => visitor.servedBy(path(at))));
      const moves: unknown[] = [];
      const failures: unknown[] = [];
      let stopped = false;
      let requests = 0;
      const go = async (visitor: Visitor, at: number) => {
        while (!stopped) {
          try {
            const response = await visitor.request(path(at));
            await response.arrayBuffer();
            if (response.status !== 200) failures.push(response.status);
            const place = response.headers.get('x-served-by');
            if (routing !== 'any' && place !== homes[at]) moves.push([at, homes[at], place]);
            requests++;
          } catch (error) {
            failures.push(error);
          }
        }
      };
      const going = Promise.all(visitors.map(go));
      const grow = (more: number) => {
        const wanted = requests + more;
        return expect.poll(() => requests, { timeout: 30_000, interval: 20 }).toBeGreaterThan(wanted);
      };
      await grow(500);
      const back = once(balancer, 'ready');
      const { pid } = balancer;
      balancer.signal('SIGKILL');
      await grow(1000);
      await back;
      expect(balancer.pid).not.toBe(pid);
      await grow(500);
      stopped = true;
      await going;
      expect(failures).toEqual([]);
      expect(moves).toEqual([]);
      // Both are there again.
      for (const url of urls) expect(await new Visitor(url).servedBy()).toMatch(/^r\d$/);
    },
  );
});
