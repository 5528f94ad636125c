import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCluster, type Cluster } from '../../lab/src/cluster/cluster.js';
import { serveControl } from '../../lab/src/control/control-server.js';
import { Shopper } from '../../lab/src/testing/shopper.js';
import type { ReplicaList } from '../src/lab/peers/replica-list.schema.js';
import { untilEvent } from './lab-events.js';
import { expectProblem } from './problem.js';

/** A replica that died is back within this time, in milliseconds, on a busy machine too. */
const BACK_MS = 40_000;

describe('faults, by the lab’s routes and with the launcher', () => {
  let directory: string;
  let cluster: Cluster;
  let closeControl: () => Promise<void>;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'session-lab-faults-'));
    cluster = await startCluster({ dataDirectory: directory, balancers: 1, state: 'redis', routing: 'any' });
    closeControl = await serveControl(directory, cluster);
  });
  afterAll(async () => {
    await closeControl?.();
    await cluster?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    new Shopper(cluster.url).send('POST', `/api/lab/${path}`, body, headers);
  const accepted = async (path: string, body?: unknown) => {
    const answer = await post(path, body);
    expect(`${answer.status} ${await answer.text()}`).toMatch(/^202 /);
  };

  /** What the first replica knows of them all. */
  const replicas = async () => {
    const answer = await new Shopper(cluster.replicas[0]!.url).request('/api/lab/replicas');
    return ((await answer.json()) as ReplicaList).items;
  };
  const replica = async (id: string) => (await replicas()).find((candidate) => candidate.id === id)!;
  const until = (id: string, state: string) =>
    vi.waitFor(
      async () => {
        const now = await replica(id);
        expect(now.state).toBe(state);
        return now;
      },
      { timeout: BACK_MS, interval: 50 },
    );

  /** Someone with a thing in the cart, pinned to another replica than the first, which this test asks about the others. */
  const stickyShopper = async () => {
    for (;;) {
      const shopper = await Shopper.in('sticky', cluster.url);
      await shopper.add('DRI-001');
      const home = (await shopper.servedBy('/api/cart'))!;
      if (home !== 'shop-1') return { shopper, home };
    }
  };

  it('lists every replica, whichever is asked', async () => {
    for (const { url } of cluster.replicas) {
      const answer = await new Shopper(url).request('/api/lab/replicas');
      const { items } = (await answer.json()) as ReplicaList;
      expect(items.map(({ id, state }) => `${id} ${state}`)).toEqual(['shop-1 up', 'shop-2 up', 'shop-3 up']);
    }
  });

  it('breaks nothing for another site, or by another name', async () => {
    const before = await replica('shop-2');
    const path = 'replicas/shop-2/crash';
    await expectProblem(await post(path, {}, { origin: 'https://evil.example' }), 403);
    await expectProblem(await post(path, {}, { 'sec-fetch-site': 'cross-site' }), 403);
    expect((await replica('shop-2')).startedAt).toBe(before.startedAt);
  });

  it('pause: it does not answer, and comes back as it was', async () => {
    const before = await replica('shop-3');
    await accepted('replicas/shop-3/pause', { seconds: 2 });
    await until('shop-3', 'down');
    await expectProblem(await post('replicas/shop-3/crash'), 409);
    expect((await until('shop-3', 'up')).startedAt).toBe(before.startedAt);
  });

  it('drain: it says so, ends in good order, and is started again', async () => {
    const before = await replica('shop-3');
    await accepted('replicas/shop-3/drain');
    await until('shop-3', 'draining');
    await until('shop-3', 'down');
    expect((await until('shop-3', 'up')).startedAt).not.toBe(before.startedAt);
  });

  it('crash: what was in its memory is lost, which is counted, and it is started again', async () => {
    const { shopper, home } = await stickyShopper();
    const before = await replica(home);
    const others = async () => (await replicas()).filter(({ id }) => id !== home);
    const lost = async () => (await others()).reduce((sum, each) => sum + (each.sessionsLost ?? 0), 0);
    const lostBefore = await lost();
    await accepted(`replicas/${home}/crash`);
    await until(home, 'down');
    expect((await shopper.cart()).items).toEqual([]);
    expect(await lost()).toBe(lostBefore + 1);
    const after = await until(home, 'up');
    expect(Date.parse(after.since)).toBeGreaterThan(Date.parse(before.since));
  });

  it('Redis stops: the lab sees it and still breaks things; it comes back with what it held', async () => {
    const shopper = await Shopper.in('external', cluster.url);
    await shopper.add('DRI-001');
    await accepted('stores/redis/stop');
    const outage = await untilEvent(cluster.url, ({ stores }) => stores[0]!.state === 'down');
    expect(outage.launcher).toMatchObject({ redis: 'stopped', balancers: [{ id: 'balancer-1' }] });
    expect(outage.replicas.map(({ state }) => state)).toEqual(['up', 'up', 'up']);
    expect((await shopper.request('/api/cart')).status).toBe(503);
    const before = await replica('shop-2');
    await accepted('replicas/shop-2/crash');
    await vi.waitFor(async () => expect((await replica('shop-2')).startedAt).not.toBe(before.startedAt));
    await accepted('stores/redis/start');
    await untilEvent(cluster.url, ({ stores, launcher }) =>
      [stores[0]!.state, launcher?.redis].join().startsWith('up,running'),
    );
    await vi.waitFor(async () => expect((await shopper.cart()).items).toHaveLength(1), { timeout: BACK_MS });
    await until('shop-2', 'up');
  });

  it('one more replica: it is listed once it is ready, and gets its share', async () => {
    await accepted('replicas');
    await until('shop-4', 'up');
    await untilEvent(cluster.url, ({ replicas: all }) => {
      void new Shopper(cluster.url).servedBy('/api/products');
      return all.some(({ id, requests }) => id === 'shop-4' && requests! > 0);
    });
  });
});
